import { hostOf, isLoopback } from '../http/proxy';
import type { ConnectorSheet } from '../sheet/sheet';

/** Something that is unusual enough to look at, though it may work. */
export interface Warning {
  /** Names the rule, so that pipelines can tell warnings apart; docs/cli.md lists them. */
  readonly rule: string;
  readonly message: string;
}

interface Rule {
  readonly rule: string;
  readonly field: 'endpointUrl' | 'tokenEndpoint';
  readonly holds: (url: URL) => boolean;
  readonly message: (url: URL) => string;
}

/**
 * The shape that SAP's URLs have (Cloud Foundry: `https://….it-cpi…-rt.cfapps.…/http|cxf/…` and `…/oauth/token`; Neo:
 * `https://…-iflmap.hcisbp.…` and `https://oauthasservices-…/oauth2/api/v1/token`). On loopback a host says nothing,
 * and what listens there may put a path of its own in front.
 */
const RULES: readonly Rule[] = [
  {
    rule: 'endpoint-https',
    field: 'endpointUrl',
    holds: (url) => url.protocol === 'https:' || isLoopback(url),
    message: () => 'the End Point Url is not https, so token and employee data could be read on the way',
  },
  {
    rule: 'endpoint-runtime-host',
    field: 'endpointUrl',
    holds: (url) => isLoopback(url) || /-rt\.|-(iflmap|hcioem)\.hcisb[pt]\./.test(hostOf(url)),
    message: (url) =>
      `the host of the End Point Url (${hostOf(url)}) has no '-rt': it looks like the URL of a key of plan api, which cannot call iFlows; use a key of plan integration-flow`,
  },
  {
    rule: 'endpoint-sender-path',
    field: 'endpointUrl',
    holds: (url) => (isLoopback(url) ? /\/(http|cxf)\/./ : /^\/(http|cxf)\/./).test(url.pathname),
    message: (url) =>
      `the path of the End Point Url (${url.pathname}) begins with neither /http/ (HTTPS sender) nor /cxf/ (SOAP sender)`,
  },
  {
    rule: 'token-https',
    field: 'tokenEndpoint',
    holds: (url) => url.protocol === 'https:' || isLoopback(url),
    message: () => 'the Token End Point is not https, so the client secret could be read on the way',
  },
  {
    rule: 'token-path',
    field: 'tokenEndpoint',
    holds: (url) => /\/oauth\/token$|\/oauth2\/api\/v1\/token$/.test(url.pathname),
    message: (url) => `the path of the Token End Point (${url.pathname}) does not end in /oauth/token`,
  },
];

/** Deviations of a sheet's URLs from the shape that SAP's have; what is no URL at all fails when it is called. */
export function urlWarnings(sheet: ConnectorSheet): Warning[] {
  return RULES.flatMap(({ rule, field, holds, message }) => {
    const text = field === 'tokenEndpoint' && sheet.authentication === 'Basic' ? undefined : sheet[field];
    if (text === undefined || !URL.canParse(text)) return [];
    const url = new URL(text);
    return holds(url) ? [] : [{ rule, message: message(url) }];
  });
}
