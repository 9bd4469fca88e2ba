import { CloudFoundryError } from './errors';

/** What the real API has and this one lacks, so that it is not taken for a mistake of the client. */

/** No client reads this code as "gone", and no status or title of the Cloud Controller is like it. */
export const notImplemented = (what: string) =>
  new CloudFoundryError(501, 10001, 'CF-NotImplementedByEmulator', `not implemented by emulator: ${what}`);

const ROUTES = [
  /^\/v3(?:\/info)?$/,
  /^\/v3\/(?:admin|app_usage_events|apps|audit_events|builds|buildpacks|deployments|domains|droplets)(?:\/|$)/,
  /^\/v3\/(?:environment_variable_groups|feature_flags|isolation_segments|organization_quotas|packages)(?:\/|$)/,
  /^\/v3\/(?:processes|resource_matches|revisions|routes|security_groups|service_brokers)(?:\/|$)/,
  /^\/v3\/(?:service_route_bindings|service_usage_events|sidecars|space_quotas|stacks|tasks|users)(?:\/|$)/,
  /^\/v3\/organizations(?:\/[^/]+(?:\/(?:domains|relationships|usage_summary|users)(?:\/.*)?)?)?$/,
  /^\/v3\/spaces\/[^/]+\/(?:features|relationships|routes|(?:running|staging)_security_groups|users)(?:\/|$)/,
  /^\/v3\/service_(?:offerings|plans)\/[^/]+(?:\/visibility.*)?$/,
  /^\/v3\/service_instances\/[^/]+\/(?:credentials|permissions|relationships|usage_summary)(?:\/|$)/,
];

export const isMissingRoute = (path: string) => ROUTES.some((route) => route.test(path));

const PARAMETERS: readonly (readonly [path: RegExp, names: readonly string[]])[] = [
  [/^\/v3\/[a-z_]+$/, ['created_ats', 'label_selector', 'updated_ats']],
  [/^\/v3\/roles\/[^/]+$/, ['include']],
  [/^\/v3\/spaces(?:\/[^/]+)?$/, ['include']],
  [/^\/v3\/service_(?:credential_bindings|plans)(?:\/[^/]+)?$/, ['fields', 'include']],
  [/^\/v3\/service_(?:instances|offerings)(?:\/[^/]+)?$/, ['fields', 'purge']],
];

/** `fields` comes with what it is about in brackets. */
export function refuseMissingParameters(path: string, query: URLSearchParams): void {
  for (const key of query.keys()) {
    const name = key.replace(/\[.*$/, '');
    if (PARAMETERS.some(([route, names]) => names.includes(name) && route.test(path)))
      throw notImplemented(`the query parameter ${name} of ${path.replace(/^(\/v3\/[a-z_]+\/).+$/, '$1:guid')}`);
  }
}

const FIELDS = ['maintenance_info'];

export const isMissingField = (name: string) => FIELDS.includes(name);
