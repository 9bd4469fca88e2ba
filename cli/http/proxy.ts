import { BlockList, isIP, isIPv6 } from 'node:net';
import { UserError } from '../io/exit';

export interface HttpProxy {
  /** Without user and password: Node.js would send those of a URL as Authorization, for the host behind the proxy. */
  readonly url: URL;
  /** The header Proxy-Authorization, where the variable holds a user. */
  readonly authorization: Readonly<Record<string, string>>;
  /** The environment variable that names it, for messages; its value may hold a password and is never shown. */
  readonly variable: string;
}

/**
 * The proxy for a URL by the variables that curl and terraform read too: `HTTPS_PROXY` for https, `HTTP_PROXY` for
 * http, less what `NO_PROXY` lists. The lower case spelling wins, as in curl; loopback needs no proxy, as in Go.
 */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv): HttpProxy | undefined {
  if (isLoopback(url) || isExcluded(url, env.no_proxy ?? env.NO_PROXY ?? '')) return undefined;
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const variable = [name.toLowerCase(), name].find((candidate) => env[candidate]);
  return variable ? proxyIn(variable, env[variable] ?? '') : undefined;
}

function proxyIn(variable: string, value: string): HttpProxy {
  const text = /^[a-z0-9+.-]+:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new UserError(`${variable} names no http or https proxy; write it as http://proxy.example.com:3128.`);
  const authorization = authorizationIn(variable, url);
  url.username = '';
  url.password = '';
  return { url, authorization, variable };
}

function authorizationIn(variable: string, { username, password }: URL): Record<string, string> {
  if (!username) return {};
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
  } catch {
    throw new UserError(`User or password in ${variable} hold a % that begins no code; write % itself as %25.`);
  }
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

/** Host name or address in lower case, without the brackets of IPv6. */
export const hostOf = (url: URL) => url.hostname.toLowerCase().replace(/^\[|\]$/g, '');

export const portOf = (url: URL) => Number(url.port || (url.protocol === 'https:' ? 443 : 80));

/** A URL for messages: without the user and password that it may hold. */
export const withoutUser = (url: string) => url.replace(/^([a-z0-9+.-]+:\/\/)[^/?#]*@/i, '$1');

/** Traffic that never leaves this machine. */
export function isLoopback(url: URL): boolean {
  const host = hostOf(url);
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d+){3}$/.test(host);
}
