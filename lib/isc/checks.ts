import type { IServiceKey } from '../runtime/service-key';
import { checkPattern, type Problems } from '../validation/checks';

/**
 * Path of a deployed iFlow below the URL of the runtime: `/http/` or `/cxf/` and the address of its sender adapter
 * (SAP Help, "HTTPS Sender Adapter": letters, digits and `_ / ~ - . $ *`, the star only last). No step `.` or `..`,
 * which every HTTP client takes out, so that another path is called.
 */
export function checkEndpointPath(property: string, value: string | undefined): Problems {
  return checkPattern(property, value, {
    pattern: /^(?!.*\/\.{1,2}(\/|$))\/(http|cxf)\/[A-Za-z0-9_/~\-.$]+(\/\*)?$/,
    allowed:
      "'/http/' (HTTPS sender) or '/cxf/' (SOAP sender) and the address of the iFlow: letters, digits and _ / ~ - . $, no step '.' or '..'",
    fix: `write ${property}: ${suggest(value)}`,
  });
}

function suggest(value = ''): string {
  const address = value
    .replace(/^https?:\/\/[^/]+/, '')
    .replace(/\/\.{1,2}(?=\/|$)/g, '')
    .replace(/^\/+/, '');
  if (/^(http|cxf)\/./.test(address)) return `/${address}`;
  return `/http/${address || 'sf/events'}`;
}

/** The connector's name in ISC; it also names the Terraform outputs, so something of it must be left in snake_case. */
export function checkConnectorName(property: string, value: string | undefined): Problems {
  return checkPattern(property, value, {
    pattern: /^(?=.*[A-Za-z]).{1,100}$/,
    allowed: '1 to 100 characters with at least one letter',
    fix: 'name what it is for, e.g. Employee Terminated',
  });
}

/** ISC's form takes client id and client secret of a client that may call iFlows, and nothing else. */
export function checkKeyForIsc(property: string, { keyType, runtime }: IServiceKey): Problems {
  if (keyType?.isCertificate) {
    const fix = 'use a key of KeyType.clientSecret()';
    return [{ property, wrong: `is of type ${keyType.name}`, allowed: 'a key with client id and client secret', fix }];
  }
  if (runtime.planName !== 'api') return [];
  const allowed = 'a key of plan integration-flow: keys of plan api cannot call iFlows';
  return [{ property, wrong: 'is of plan api', allowed, fix: 'use a key of a runtime of plan integration-flow' }];
}
