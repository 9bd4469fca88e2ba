import { serviceKeyOutputName } from '../../../lib/core/isc';
import type { SubaccountSettings } from '../../../lib/landscape/landscape';
import type { StackOutputs } from '../../state/state';
import { keyFields } from '../../state/state';
import type { ClientCredentials } from '../token';

/** A key of plan `api`, with which Cloud Integration can be asked what it knows. */
export interface ApiClient extends ClientCredentials {
  /** Root of the APIs, without a slash at the end. */
  readonly url: string;
  /** `<runtime>/<key>`, for messages. */
  readonly name: string;
}

/** Roles of plan `api` that may read monitoring data: the role itself, and the persona groups that contain it. */
const MONITORING_ROLES = [
  'MonitoringDataRead',
  'AuthGroup_Administrator',
  'AuthGroup_BusinessExpert',
  'AuthGroup_IntegrationDeveloper',
  'AuthGroup_ReadOnly',
];

/** The first deployed key of plan `api` in a subaccount whose roles let it monitor; nothing where there is none. */
export function apiClientOf({ runtimes }: SubaccountSettings, outputs: StackOutputs): ApiClient | undefined {
  const keys = runtimes
    .filter(({ plan, roles }) => plan === 'api' && roles?.some((role) => MONITORING_ROLES.includes(role)))
    .flatMap((runtime) => runtime.keys.map((key) => ({ runtime: runtime.name, key: key.name })));
  for (const { runtime, key } of keys) {
    const client = clientIn(outputs[serviceKeyOutputName(runtime, key)]);
    if (client) return { ...client, name: `${runtime}/${key}` };
  }
  return undefined;
}

function clientIn(json: string | undefined): Omit<ApiClient, 'name'> | undefined {
  const { clientid, clientsecret, tokenurl, url } = keyFields(json);
  if (![clientid, clientsecret, tokenurl, url].every((value) => typeof value === 'string' && value !== ''))
    return undefined;
  return {
    clientId: String(clientid),
    clientSecret: String(clientsecret),
    tokenEndpoint: String(tokenurl),
    url: String(url).replace(/\/+$/, ''),
  };
}
