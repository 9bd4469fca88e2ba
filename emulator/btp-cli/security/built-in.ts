import type { LocalSap } from '../../local-sap';
import type { AuthorizationRole, RoleCollection, RoleReference } from '../../store/tables';
import { integrationSuiteState, isCloudIntegrationActivated } from '../../subscriptions';
import type { Zone } from './zone';

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
export function builtInCollections(sap: LocalSap, zone: Zone): RoleCollection[] {
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
function integrationCollections(sap: LocalSap, subaccount: string): string[] {
  if (integrationSuiteState(sap, subaccount) !== 'SUBSCRIBED') return [];
  const activated = isCloudIntegrationActivated(sap, subaccount);
  return ['Integration_Provisioner', ...(activated ? CLOUD_INTEGRATION : [])];
}

export function builtInRoles({ guid, kind }: Zone): AuthorizationRole[] {
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
