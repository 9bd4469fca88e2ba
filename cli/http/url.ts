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
