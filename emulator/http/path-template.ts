const IDENTIFIER = /^(?:[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}|\d+)$/i;

/** `group/object?action` of a BTP command, whose action is the whole query string (facts: btp 1.1). */
export function commandOf(url: URL): string | undefined {
  const command = /^\/btp\/command\/[^/]+\/(.+)$/.exec(url.pathname)?.[1];
  return command && command + url.search;
}

/** The path with its identifiers replaced, so that requests can be counted by what they are. */
export function pathTemplate(url: URL): string {
  const command = commandOf(url);
  if (command) return `/btp/command/:version/${command}`;
  const api = /^\/it-rt\/[^/]+\/api\/v1\/(\w+)/.exec(url.pathname)?.[1];
  if (api) return `/it-rt/:tenant/api/v1/${api}`;
  const runtime = /^\/it-rt\/[^/]+(?:\/(http|cxf|api))?/.exec(url.pathname);
  if (runtime) return runtime[1] ? `/it-rt/:tenant/${runtime[1]}/*` : '/it-rt/:tenant/*';
  const neoRuntime = /^\/neo\/[^/]+\/(http|cxf)\//.exec(url.pathname)?.[1];
  if (neoRuntime) return `/neo/:account/${neoRuntime}/*`;
  const path = url.pathname
    .replace(/^\/neo\/(?!api\/)[^/]+/, '/neo/:account')
    .replace(/\/accounts\/[^/]+/, '/accounts/:account')
    .replace(/\/apps\/[^/]+/, '/apps/:application')
    .replace(/^\/xsuaa\/[^/]+/, '/xsuaa/:subdomain')
    .replace(/^\/btp\/login\/[^/]+/, '/btp/login/:version');
  return path
    .split('/')
    .map((step) => (IDENTIFIER.test(step) ? ':guid' : step))
    .join('/');
}
