import type { ConnectorSheet } from '../../cli/sheet/sheet';
import type { Proof } from '../../cli/verify/verify';

/** The connector that the documentation shows. Its values have the shape of SAP's; nothing of them exists. */
export const SAMPLE_SHEET: ConnectorSheet = {
  subaccount: 'hr-dev',
  connectorName: 'Employee Hired',
  endpointUrl: 'https://acme-hr-dev.it-cpi018-rt.cfapps.eu10-003.hana.ondemand.com/http/sf/employee-hired',
  authentication: 'OAuth2 Client Credentials Grant',
  clientId: 'sb-ecb59cc5-3bc4-4815-8188-77904946ae21!b686340|it-rt-acme-hr-dev!b26844',
  clientSecret: 'not-a-real-secret',
  tokenEndpoint: 'https://acme-hr-dev.authentication.eu10.hana.ondemand.com/oauth/token',
};

export const SAMPLE_PROOF: Proof = {
  subaccount: 'hr-dev',
  connectorName: 'Employee Hired',
  ok: true,
  externalEventId: 'ec8a3675-31ef-4df6-87c4-04c598040909',
  delivery: { accepted: true, status: 200, messageId: 'AFCVUIKIIEZACf1-rkkyz7eWgm0j' },
  warnings: [],
};
