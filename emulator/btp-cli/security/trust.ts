import type { LocalSap } from '../../local-sap';
import type { IdentityProvider } from '../../store/tables';
import type { CommandTable } from '../command';
import { securityAnswer } from './security-answer';
import { type Zone, zoneOf } from './zone';

export const DEFAULT_IDP = 'sap.default';

/** Trust can be looked at only. */
export const trustCommands: CommandTable = {
  'security/trust?list': (call) => securityAnswer(trusted(call.sap, zoneOf(call)).map(trustObject)),
  // An unknown one is a 404 without a word (facts: btp 1.4).
  'security/trust?get': (call) => {
    const found = findIdentityProvider(call.sap, zoneOf(call), call.parameters.required('origin'));
    return found ? securityAnswer(trustObject(found)) : { status: 404 };
  },
};

function trusted(sap: LocalSap, { guid }: Zone): IdentityProvider[] {
  const stored = sap.tables.identityProviders.all().filter(({ zone }) => zone === undefined || zone === guid);
  return stored.some(({ originKey }) => originKey === DEFAULT_IDP) ? stored : [SAP_DEFAULT, ...stored];
}

export const findIdentityProvider = (sap: LocalSap, zone: Zone, origin: string) =>
  trusted(sap, zone).find(({ originKey }) => originKey === origin);

/** As recorded in every zone. */
const SAP_DEFAULT: IdentityProvider = {
  id: DEFAULT_IDP,
  originKey: DEFAULT_IDP,
  name: DEFAULT_IDP,
  type: 'Application',
  status: 'active',
  description: null,
  host: null,
  domain: null,
  protocol: 'OpenID Connect',
  readOnly: false,
  linkText: 'Default Identity Provider',
  userLogon: 'true',
  shadowUsers: 'true',
};

/** Truth values of logon are text here (facts: btp 4.12). */
const trustObject = (idp: IdentityProvider) => ({
  name: idp.name,
  originKey: idp.originKey,
  typeOfTrust: idp.type,
  status: idp.status,
  description: idp.description,
  identityProvider: idp.host,
  domain: idp.domain,
  linkTextForUserLogon: idp.linkText,
  availableForUserLogon: idp.userLogon,
  createShadowUsersDuringLogon: idp.shadowUsers,
  sapBtpCli: idp.type === 'Platform' && idp.host !== null ? (idp.host.split('.')[0] ?? null) : null,
  protocol: idp.protocol,
  readOnly: idp.readOnly,
  // Newer, their values unknown.
  originKeyCfuaa: null,
  defaultIdp: null,
  idpType: null,
});
