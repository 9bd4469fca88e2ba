import { directoryById, isAuthorizationManaged, subaccountById } from '../accounts/directories';
import { integrationSuiteState, isCloudIntegrationActivated } from '../accounts/entitlements';
import { stableGuid } from '../core/ids';
import type { Sap } from '../core/sap';
import type { AuthorizationRole, IdentityProvider, RoleCollection, RoleReference, ZoneUser } from '../store/tables';
import {
  type BackendAnswer,
  BackendError,
  type CommandCall,
  type CommandTable,
  RequestRefused,
  requireGlobalAccount,
} from './command';

/** Where roles live and users get them. */
export interface Zone {
  readonly guid: string;
  readonly kind: 'globalAccount' | 'directory' | 'subaccount';
}

/** Exactly one parameter names it (facts: btp 4.12); a wrong one is refused before any backend (facts: btp 1.4). */
export function zoneOf(call: CommandCall): Zone {
  const { sap, parameters } = call;
  const subaccount = parameters.optional('subaccount');
  if (subaccount) {
    const found = subaccountById(sap, subaccount);
    if (found) return { guid: found.guid, kind: 'subaccount' };
    throw notEntitled(`Subaccount '${subaccount}' does not exist`);
  }
  const guid = parameters.optional('directory');
  if (!guid) return { guid: requireGlobalAccount(call).guid, kind: 'globalAccount' };
  const directory = directoryById(sap, guid);
  if (!directory) throw notEntitled(`Directory '${guid}' does not exist`);
  if (!isAuthorizationManaged(directory)) throw notEntitled(`Directory '${guid}' lacks AUTHORIZATIONS feature`);
  return { guid: directory.guid, kind: 'directory' };
}

const notEntitled = (reason: string) =>
  new RequestRefused(403, `${reason} and thus did not entitle you to execute the command.`);

/** As recorded: roles and trust without a character set, users with one in lower case. */
export const securityAnswer = (body: unknown): BackendAnswer => ({ status: 200, body, mediaType: 'application/json' });

export const userAnswer = (body: unknown): BackendAnswer => ({
  status: 200,
  body,
  mediaType: 'application/json;charset=utf-8',
});

export const zoneCommands: CommandTable = {
  'security/user?list': (call) => {
    const origin = originIn(call);
    const zone = zoneOf(call);
    const users = call.sap.tables.zoneUsers.find('zone', zone.guid).filter((user) => user.origin === origin);
    if (users.length === 0 && !findIdentityProvider(call.sap, zone, origin))
      throw new BackendError(404, "Could not get user names: didn't find idp");
    return userAnswer(users.map(({ userName }) => userName));
  },
  'security/user?get': (call) => {
    const userName = call.parameters.required('userName');
    const user = findUser(call.sap, zoneOf(call), userName, originIn(call));
    if (!user) throw unknownUser(userName, originIn(call));
    return userAnswer(userObject(user));
  },
  // Trust can be looked at only.
  'security/trust?list': (call) => securityAnswer(trusted(call.sap, zoneOf(call)).map(trustObject)),
  // An unknown one is a 404 without a word (facts: btp 1.4).
  'security/trust?get': (call) => {
    const found = findIdentityProvider(call.sap, zoneOf(call), call.parameters.required('origin'));
    return found ? securityAnswer(trustObject(found)) : { status: 404 };
  },
};

/** `ldap` goes in, `sap.default` comes out (facts: btp 8.22). */
export const originIn = ({ parameters }: CommandCall) => canonicalOrigin(parameters.optional('origin'));

export const canonicalOrigin = (origin: string | undefined) =>
  origin === undefined || ['ldap', 'sap.ids'].includes(origin) ? DEFAULT_IDP : origin;

const userId = (zone: string, userName: string, origin: string) => `${zone}/${origin}/${userName}`;

export const findUser = ({ tables }: Sap, { guid }: Zone, userName: string, origin: string) =>
  tables.zoneUsers.get(userId(guid, userName, origin));

export function createUser(sap: Sap, zone: Zone, userName: string, origin: string): ZoneUser {
  const user = newUser(zone.guid, userName, origin);
  return sap.tables.zoneUsers.put(user.id, user);
}

export function newUser(zone: string, userName: string, origin: string): ZoneUser {
  const guid = stableGuid('zone user', zone, userName, origin);
  const id = userId(zone, userName, origin);
  return { id, guid, zone, userName, origin, email: userName, version: 0, roleCollections: [] };
}

/** Status and wording are guesses. */
export const unknownUser = (userName: string, origin: string) =>
  new BackendError(404, `Could not find user ${userName} of origin ${origin}`);

export const userObject = (user: ZoneUser) => ({
  id: user.guid,
  username: user.userName,
  email: user.email,
  ...(user.givenName && { givenName: user.givenName }),
  ...(user.familyName && { familyName: user.familyName }),
  origin: user.origin,
  zoneId: user.zone,
  verified: false,
  legacyVerificationBehavior: false,
  passwordChangeRequired: false,
  version: user.version,
  active: true,
  roleCollections: user.roleCollections,
});

const DEFAULT_IDP = 'sap.default';

function trusted(sap: Sap, { guid }: Zone): IdentityProvider[] {
  const stored = sap.tables.identityProviders.all().filter(({ zone }) => zone === undefined || zone === guid);
  return stored.some(({ originKey }) => originKey === DEFAULT_IDP) ? stored : [SAP_DEFAULT, ...stored];
}

export const findIdentityProvider = (sap: Sap, zone: Zone, origin: string) =>
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

export const isSameRole = (a: RoleReference, b: RoleReference) =>
  a.name === b.name && a.app === b.app && a.template === b.template;

/** The stored ones win over those that come with every zone. */
export function rolesIn(sap: Sap, zone: Zone): AuthorizationRole[] {
  const stored = sap.tables.authorizationRoles.find('zone', zone.guid);
  return [...builtInRoles(zone).filter((role) => !stored.some((other) => isSameRole(role, other))), ...stored];
}

const role = (app: string, template: string, name: string): RoleReference => ({ app, template, name });

const USER_ADMIN = role('xsuaa!t2', 'xsuaa_admin', 'User and Role Administrator');
const USER_AUDITOR = role('xsuaa!t2', 'xsuaa_auditor', 'User and Role Auditor');
const CONNECTOR_ADMIN = role('connectivity!b10', 'Cloud_Connector_Administrator', 'Cloud Connector Administrator');
const CONNECTOR_AUDITOR = role('connectivity!b10', 'Cloud_Connector_Auditor', 'Cloud Connector Auditor');
const DESTINATION_ADMIN = role('destination-xsappname!b9', 'Destination_Administrator', 'Destination Administrator');
const DESTINATION_VIEWER = role('destination-xsappname!b9', 'Destination_Viewer', 'Destination Viewer');
const ACCOUNT_ADMIN = role('cis-central!b13', 'GlobalAccount_Admin', 'Global Account Admin');
const ACCOUNT_VIEWER = role('cis-central!b13', 'GlobalAccount_Viewer', 'Global Account Viewer');
const DIRECTORY_ADMIN = role('cis-central!b13', 'Directory_Admin', 'Directory Admin');
const DIRECTORY_VIEWER = role('cis-central!b13', 'Directory_Viewer', 'Directory Viewer');
const SUBACCOUNT_ADMIN = role('cis-local!b2', 'Subaccount_Admin', 'Subaccount Admin');
const SUBACCOUNT_VIEWER = role('cis-local!b2', 'Subaccount_Viewer', 'Subaccount Viewer');
const SERVICE_ADMIN = role(
  'service-manager!b3',
  'Subaccount_Service_Administrator',
  'Subaccount Service Administrator',
);
const SERVICE_AUDITOR = role('service-manager!b3', 'Subaccount_Service_Auditor', 'Subaccount Service Auditor');

type Collections = Readonly<Record<string, readonly RoleReference[]>>;

/** A choice of the recorded ones, by zone. */
const COLLECTIONS: Readonly<Record<Zone['kind'], Collections>> = {
  globalAccount: {
    'Global Account Administrator': [ACCOUNT_ADMIN, USER_ADMIN],
    'Global Account Viewer': [ACCOUNT_VIEWER, USER_AUDITOR],
  },
  directory: {
    'Directory Administrator': [DIRECTORY_ADMIN, USER_ADMIN],
    'Directory Viewer': [DIRECTORY_VIEWER, USER_AUDITOR],
  },
  subaccount: {
    'Cloud Connector Administrator': [CONNECTOR_ADMIN],
    'Connectivity and Destination Administrator': [CONNECTOR_ADMIN, DESTINATION_ADMIN],
    'Destination Administrator': [DESTINATION_ADMIN],
    'Subaccount Administrator': [CONNECTOR_ADMIN, DESTINATION_ADMIN, SUBACCOUNT_ADMIN, SERVICE_ADMIN, USER_ADMIN],
    'Subaccount Service Administrator': [SERVICE_ADMIN],
    'Subaccount Viewer': [CONNECTOR_AUDITOR, DESTINATION_VIEWER, SERVICE_AUDITOR, SUBACCOUNT_VIEWER, USER_AUDITOR],
  },
};

/** Of the capability, once it is activated (facts: sap 6). */
const CLOUD_INTEGRATION = ['PI_Administrator', 'PI_Business_Expert', 'PI_Integration_Developer', 'PI_Read_Only'];

/** What SAP puts into every zone, and what Integration Suite brings. Nothing of it is stored. */
export function builtInCollections(sap: Sap, zone: Zone): RoleCollection[] {
  const own = Object.entries(COLLECTIONS[zone.kind]);
  const brought = zone.kind === 'subaccount' ? integrationCollections(sap, zone.guid) : [];
  return [...own, ...brought.map((name) => [name, []] as const)].map(([name, roles]) => ({
    id: `${zone.guid}/${name}`,
    zone: zone.guid,
    name,
    description: '',
    readOnly: true,
    roles,
  }));
}

/** Which roles they hold is not known, so they show none (facts: sap 6). */
function integrationCollections(sap: Sap, subaccount: string): string[] {
  if (integrationSuiteState(sap, subaccount) !== 'SUBSCRIBED') return [];
  const activated = isCloudIntegrationActivated(sap, subaccount);
  return ['Integration_Provisioner', ...(activated ? CLOUD_INTEGRATION : [])];
}

function builtInRoles({ guid, kind }: Zone): AuthorizationRole[] {
  const references = new Set(Object.values(COLLECTIONS[kind]).flat());
  return [...references].map((reference) => ({
    ...reference,
    id: `${guid}/${reference.app}/${reference.name}`,
    zone: guid,
    description: reference.name,
    readOnly: true,
    scopes: [],
  }));
}
