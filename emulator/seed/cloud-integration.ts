import { StateError } from '../store/state-error';
import { type Iflow, iflowId, type NeoRole, type Tables } from '../store/tables';
import type { Seed } from './schema';

const SEND = 'ESBMessaging.send';
const SCOPES = [
  'readAuthorizationSettings',
  'manageAuthorizationSettings',
  'readApplicationRoles',
  'manageApplicationRoles',
];

type Given = Seed['neoAccounts'][number];

/** Roles are those of the application ending in iflmap; one that the seed only names comes into being as a custom one. */
export function seedNeo(tables: Tables, seed: Seed, now: number): void {
  for (const given of seed.neoAccounts) {
    const { name, shortName } = given;
    refuseDoubles(tables, given);
    const application = `${shortName}iflmap`;
    const references = (roles: readonly string[] = []) => roles.map((role) => ({ role, application }));
    tables.neoAccounts.put(name, {
      name,
      shortName,
      host: given.host ?? 'hana.ondemand.com',
      providerAccount: given.providerAccount ?? 'sapci',
      oauthClients: (given.oauthClients ?? []).map((client) => ({
        grant: 'client_credentials',
        tokenLifetime: 3600,
        ...client,
      })),
      platformClients: (given.platformClients ?? []).map((client) => ({ scopes: SCOPES, ...client })),
      roles: rolesNamed(given).map(
        (role): NeoRole => ({ role, application, type: role === SEND ? 'PREDEFINED' : 'CUSTOM' }),
      ),
      groups: (given.groups ?? []).map((group) => ({
        name: group.name,
        users: group.users ?? [],
        roles: references(group.roles),
      })),
      assignments: (given.roleAssignments ?? []).map(({ user, role }) => ({ user, role, application })),
    });
    for (const iflow of given.iflows ?? []) seedIflow(tables, name, iflow, now);
  }
}

function rolesNamed({ groups = [], roleAssignments = [], iflows = [] }: Given): string[] {
  const roles = [
    ...groups.flatMap((group) => group.roles ?? []),
    ...roleAssignments.map(({ role }) => role),
    ...iflows.flatMap(({ role }) => role ?? []),
  ];
  return [...new Set([SEND, ...roles])];
}

/** Client ids are unique over all accounts (facts: sap 4.1). */
function refuseDoubles(tables: Tables, given: Given): void {
  const others = tables.neoAccounts.all();
  if (others.some(({ name, shortName }) => name === given.name || shortName === given.shortName))
    throw new StateError(`the seed has two neoAccounts named ${given.name} or ${given.shortName}`);
  const taken = new Set(others.flatMap(({ oauthClients }) => oauthClients.map(({ id }) => id)));
  for (const { id } of given.oauthClients ?? []) {
    if (taken.has(id)) throw new StateError(`the seed has two OAuth clients ${id} in its neoAccounts`);
    taken.add(id);
  }
}

type GivenIflow = Pick<Iflow, 'name' | 'sender' | 'address'> & Partial<Iflow>;

/** An address belongs to one iFlow of its tenant (facts: sap 3.5). */
export function seedIflow(tables: Tables, tenant: string, iflow: GivenIflow, now: number): void {
  const id = iflowId(tenant, iflow);
  if (tables.iflows.get(id))
    throw new StateError(`the seed deploys two iflows at ${iflow.sender} ${iflow.address} of one tenant`);
  tables.iflows.put(id, {
    role: 'ESBMessaging.send',
    csrfProtected: false,
    state: 'STARTED',
    deployedAt: now,
    ...iflow,
    id,
    subaccount: tenant,
  });
}
