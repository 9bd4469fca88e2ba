import { BlockList, isIP, isIPv6 } from 'node:net';
import { UserError } from '../terminal/user-error';
import { hostOf, isLoopback, portOf } from './url';

export interface HttpProxy {
  readonly url: URL;
  /** The environment variable that names it, for messages; its value may hold a password and is never shown. */
  readonly variable: string;
}

/**
 * The proxy for a URL by the variables that curl and terraform read too: `HTTPS_PROXY` for https, `HTTP_PROXY` for
 * http, less what `NO_PROXY` lists. The lower case spelling wins, as in curl; loopback needs no proxy, as in Go.
 */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv = process.env): HttpProxy | undefined {
  if (isLoopback(url) || isExcluded(url, env.no_proxy ?? env.NO_PROXY ?? '')) return undefined;
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const variable = [name.toLowerCase(), name].find((candidate) => env[candidate]);
  return variable ? { url: proxyUrl(variable, env[variable] ?? ''), variable } : undefined;
}

function proxyUrl(variable: string, value: string): URL {
  const text = /^[a-z0-9+.-]+:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && ['http:', 'https:'].includes(url.protocol)) return url;
  throw new UserError(`${variable} names no http or https proxy; write it as http://proxy.example.com:3128.`);
}

/** The value of the header Proxy-Authorization, when the proxy's URL holds a user. */
export function proxyAuthorization({ url }: HttpProxy): Record<string, string> {
  if (!url.username) return {};
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** NO_PROXY: `*`, host names (with their subdomains), addresses and networks, each with a port or without. */
function isExcluded(url: URL, list: string): boolean {
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => entry === '*' || matches(url, entry.toLowerCase()));
}

function matches(url: URL, entry: string): boolean {
  const host = hostOf(url);
  if (isIP(host) && entry.includes('/')) return isInNetwork(host, entry);
  const [, name = entry, port] = isIPv6(entry) ? [] : (/^\[?([^\]]+?)\]?(?::(\d+))?$/.exec(entry) ?? []);
  if (port && Number(port) !== portOf(url)) return false;
  const domain = name.replace(/^\*?\./, '');
  return host === domain || (!isIP(host) && host.endsWith(`.${domain}`));
}

function isInNetwork(host: string, entry: string): boolean {
  const [network = '', prefix] = entry.split('/');
  const family = isIPv6(network) ? 'ipv6' : 'ipv4';
  try {
    const list = new BlockList();
    list.addSubnet(network, Number(prefix), family);
    return list.check(host, isIPv6(host) ? 'ipv6' : 'ipv4');
  } catch {
    return false;
  }
}
