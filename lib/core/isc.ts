import type { Problems, Value } from './problems';
import { checkPattern } from './rules';

/** The choices of the field Authentication in ISC's form, spelled as the form spells them. */
export const AUTHENTICATIONS = ['OAuth2 Client Credentials Grant', 'Basic'] as const;
export type AuthenticationName = (typeof AUTHENTICATIONS)[number];

/**
 * Path of a deployed iFlow below the URL of the runtime: `/http/` or `/cxf/` and the address of its sender adapter
 * (SAP Help, "HTTPS Sender Adapter": letters, digits and `_ / ~ - . $ *`, the star only last). No step `.` or `..`,
 * which every HTTP client takes out, so that another path is called.
 */
export function checkEndpointPath(property: string, value: Value<string>): Problems {
  return checkPattern(property, value, {
    pattern: /^(?!.*\/\.{1,2}(\/|$))\/(http|cxf)\/[A-Za-z0-9_/~\-.$]+(\/\*)?$/,
    allowed:
      "'/http/' (HTTPS sender) or '/cxf/' (SOAP sender) and the address of the iFlow: letters, digits and _ / ~ - . $, no step '.' or '..'",
    fix: `write ${property}: ${suggest(value)}`,
  });
}

function suggest(value: Value<string>): string {
  const address = (value ?? '')
    .replace(/^https?:\/\/[^/]+/, '')
    .replace(/\/\.{1,2}(?=\/|$)/g, '')
    .replace(/^\/+/, '');
  if (/^(http|cxf)\/./.test(address)) return `/${address}`;
  return `/http/${address || 'sf/events'}`;
}

/** The connector's name in ISC; it also names the Terraform outputs, so something of it must be left in snake_case. */
export function checkConnectorName(property: string, value: Value<string>): Problems {
  return checkPattern(property, value, {
    pattern: /^(?=.*[A-Za-z]).{1,100}$/,
    allowed: '1 to 100 characters with at least one letter',
    fix: 'name what it is for, e.g. Employee Terminated',
  });
}

/**
 * ISC's form takes client id and client secret of a client that may call iFlows, and nothing else.
 *
 * @param key its plan; its type, as it is shown, if it is one with a certificate; the name that the setting gives, if it names something
 */
export function checkKeyForIsc(
  property: string,
  key: { readonly planName: string; readonly certificateType?: string; readonly name?: string },
): Problems {
  const named = key.name === undefined ? '' : `'${key.name}', `;
  if (key.certificateType !== undefined) {
    const allowed = "a key with client id and client secret, which ISC's form takes";
    const fix = 'use a key with a client secret';
    return [{ property, wrong: `is ${named}of type ${key.certificateType}`, allowed, fix }];
  }
  if (key.planName !== 'api') return [];
  const allowed = 'a key of plan integration-flow: keys of plan api cannot call iFlows';
  const fix = 'use a key of a runtime of plan integration-flow';
  return [{ property, wrong: `is ${named}of plan api`, allowed, fix }];
}

/**
 * Names of the Terraform outputs: the contract between a deployed stack and the readers of its values. Snake_case,
 * derived from names that people chose and never from a construct's path, so that they stay when code moves.
 */

/** What a connector hands over, by field. */
export interface ConnectorOutputNames {
  readonly endpointUrl: string;
  readonly authentication: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export function connectorOutputNames(connectorName: string): ConnectorOutputNames {
  return outputNamesWithPrefix(snakeCase(connectorName));
}

/**
 * The connector behind the output of its client id, by the beginning that all its names share; undefined for other
 * outputs. What `connectorOutputNames` makes of a name is read back here and nowhere else.
 */
export function connectorOfClientId(output: string): (ConnectorOutputNames & { readonly prefix: string }) | undefined {
  const prefix = output.slice(0, -CLIENT_ID.length);
  return prefix && output.endsWith(CLIENT_ID) ? { prefix, ...outputNamesWithPrefix(prefix) } : undefined;
}

const CLIENT_ID = '_client_id';

function outputNamesWithPrefix(prefix: string): ConnectorOutputNames {
  return {
    endpointUrl: `${prefix}_endpoint_url`,
    authentication: `${prefix}_authentication`,
    tokenEndpoint: `${prefix}_token_endpoint`,
    clientId: `${prefix}${CLIENT_ID}`,
    clientSecret: `${prefix}_client_secret`,
  };
}

/** The whole service key as JSON text, for tools that take one (piper, CI/CD). */
export function serviceKeyOutputName(runtimeName: string, keyName: string): string {
  return `${snakeCase(`${runtimeName} ${keyName}`)}_service_key_json`;
}

/** `Employee Terminated (EU)` becomes `employee_terminated_eu`. A name that begins with a digit gets an underscore. */
export function snakeCase(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
  return /^\d/.test(words) ? `_${words}` : words;
}
