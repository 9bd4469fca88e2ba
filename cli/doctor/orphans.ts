import { inShell } from '../io/text';
import { type PlanJson, type ResourceChangeJson, referencesOf, stateResources, type Values } from '../plan/plan-json';
import { group, parsed } from '../terraform/json';
import { isRole, resourceWord, roleName } from '../terraform/resource-words';
import type { CloudFoundryApi, CloudFoundryObject } from './cloud-foundry-api';
import type { Leftover, StateCommands } from './state-repairs';

/** What Terraform creates in Cloud Foundry, in the order in which one lives in the other. */
const OBJECT_TYPES = [
  'cloudfoundry_org_role',
  'cloudfoundry_space',
  'cloudfoundry_space_role',
  'cloudfoundry_service_instance',
  'cloudfoundry_service_credential_binding',
] as const;
type ObjectType = (typeof OBJECT_TYPES)[number];

/** The attribute that names what an object lives in. */
const PARENT = {
  cloudfoundry_org_role: 'org',
  cloudfoundry_space: 'org',
  cloudfoundry_space_role: 'space',
  cloudfoundry_service_instance: 'space',
  cloudfoundry_service_credential_binding: 'service_instance',
} as const;

/** An object of a stack: in its state, or to be created by the next run. */
interface StackObject {
  readonly type: ObjectType;
  readonly address: string;
  /** Of a role, what `roleName` makes of it. */
  readonly name: string;
  /** Identity provider of a role's user, where the landscape names one. */
  readonly origin?: string;
  /** UUID, when it is in the state. */
  readonly id?: string;
  /** UUID of what it lives in; absent when that is to be created as well. */
  readonly parent?: string;
  /** Address of what it lives in, when that is to be created as well. */
  readonly parentAddress?: string;
  /** UUID of the plan of a service instance. */
  readonly plan?: string;
}

/** The Cloud Foundry objects of a plan. */
export function stackObjects(plan: PlanJson): StackObject[] {
  return (plan.resource_changes ?? []).flatMap((change) => {
    const type = OBJECT_TYPES.find((known) => known === change.type);
    const values = (change.change.before ?? change.change.after) as Values | null;
    if (!type || change.mode !== 'managed' || !values) return [];
    const parent = values[PARENT[type]] as string | undefined;
    return [
      {
        type,
        address: change.address,
        name: isRole(type) ? roleName(String(values.type), values.username) : String(values.name),
        origin: (values.origin as string | undefined) ?? undefined,
        id: (change.change.before as Values | null)?.id as string | undefined,
        parent: parent ?? undefined,
        plan: (values.service_plan as string | undefined) ?? undefined,
        parentAddress: parent ? undefined : referenced(plan, change, PARENT[type]),
      },
    ];
  });
}

/** Address of the object that an attribute comes from. */
const referenced = (plan: PlanJson, { address }: ResourceChangeJson, attribute: string): string | undefined =>
  referencesOf(plan, address, attribute)
    .map((reference) => reference.replace(/\.id$/, ''))
    .find((reference) => reference.startsWith('cloudfoundry_'));

/** Where the org is that a stack deploys to, as the labels of its Cloud Foundry environment say. */
export function cloudFoundryOf(plan: PlanJson): { apiUrl: string; orgId: string } | undefined {
  const lookups = stateResources(plan).filter(({ type }) => type === 'btp_subaccount_environment_instances');
  for (const { values } of lookups) {
    const environments = Array.isArray(values?.values) ? values.values.map(group) : [];
    const labels = environments.find(({ environment_type }) => environment_type === 'cloudfoundry')?.labels;
    if (!labels) continue;
    const { 'API Endpoint': apiUrl, 'Org ID': orgId } = group(parsed(labels));
    if (typeof apiUrl === 'string' && typeof orgId === 'string') return { apiUrl, orgId };
  }
  return undefined;
}

type Api = Pick<CloudFoundryApi, 'roles' | 'spaces' | 'serviceInstances' | 'serviceKeys'>;

/** Compares what a stack has and wants with what there is, what holds others before what lives in it. */
export async function findOrphans(
  objects: readonly StackObject[],
  commands: StateCommands,
  api: Api,
): Promise<Leftover[]> {
  const search = new Search(objects, commands);
  for (const type of OBJECT_TYPES) {
    for (const [parent, isManaged] of search.parents(type))
      search.compare(type, parent, isManaged, await listOf(api, type, parent));
  }
  return search.findings;
}

function listOf(api: Api, type: ObjectType, parent: string): Promise<CloudFoundryObject[]> {
  switch (type) {
    case 'cloudfoundry_org_role':
      return api.roles({ org: parent });
    case 'cloudfoundry_space':
      return api.spaces(parent);
    case 'cloudfoundry_space_role':
      return api.roles({ space: parent });
    case 'cloudfoundry_service_instance':
      return api.serviceInstances(parent);
    case 'cloudfoundry_service_credential_binding':
      return api.serviceKeys(parent);
  }
}

/** In these, where they are in the state, everything of that type is the stack's business; roles and spaces of others are not. */
const MANAGED_IN: Partial<Record<ObjectType, ObjectType>> = {
  cloudfoundry_service_instance: 'cloudfoundry_space',
  cloudfoundry_service_credential_binding: 'cloudfoundry_service_instance',
};

class Search {
  readonly findings: Leftover[] = [];
  /** What is there, by the address at which Terraform has it or wants it. */
  private readonly ids = new Map<string, string>();

  constructor(
    private readonly objects: readonly StackObject[],
    private readonly commands: StateCommands,
  ) {
    for (const { address, id } of objects) if (id) this.ids.set(address, id);
  }

  /** Ids of what must be looked into, and whether all that is in there is the stack's business. */
  parents(type: ObjectType): Map<string, boolean> {
    const managed = this.objects.flatMap((object) => (object.type === MANAGED_IN[type] ? (object.id ?? []) : []));
    const wanted = this.objects.filter((object) => object.type === type && object.id === undefined);
    const others = wanted.flatMap((object) => this.parentOf(object) ?? []).filter((id) => !managed.includes(id));
    return new Map([...others.map((id) => [id, false] as const), ...managed.map((id) => [id, true] as const)]);
  }

  compare(type: ObjectType, parent: string, isManaged: boolean, found: readonly CloudFoundryObject[]): void {
    const objects = this.objects.filter((object) => object.type === type && this.parentOf(object) === parent);
    for (const object of objects) this.compareObject(object, found);
    if (isManaged) this.findUnknown(type, found, objects);
  }

  /** The id of what an object lives in; what lives in something that is not there cannot be there either. */
  private parentOf({ parent, parentAddress }: StackObject): string | undefined {
    return parent ?? (parentAddress && this.ids.get(parentAddress));
  }

  private compareObject(object: StackObject, found: readonly CloudFoundryObject[]): void {
    if (object.id) return;
    const there = found.find((each) => each.name === object.name && isOfOrigin(each, object.origin));
    if (!there) return;
    this.ids.set(object.address, there.guid);
    this.findings.push(this.orphan(object, there));
  }

  private orphan(object: StackObject, there: CloudFoundryObject): Leftover {
    const what = resourceWord(object.type);
    const { guid: id, name } = there;
    const about = { stack: this.commands.stack, what, name, id, address: object.address };
    const state = there.last_operation?.state;
    if (state === 'in progress') {
      const text = `The ${what} ${name} is not in the state, and SAP is still at work on it. Wait, then run this again.`;
      return { ...about, kind: 'busy', text };
    }
    if (state === 'failed') {
      const text = `The ${what} ${name} is not in the state, and its ${there.last_operation?.type ?? 'creation'} failed. Delete it; the next run creates it anew.`;
      return { ...about, kind: 'failed', text, command: deleteCommand(object.type, there) };
    }
    if (isRole(object.type)) {
      // Imported, it would be given again all the same: the provider does not read the name of a role's user back.
      const text = `The ${what} ${name} exists, but is not in the state, so the next run would be refused to give it again. If somebody else gave it, leave it out of the landscape; otherwise take it away, and the next run gives it:`;
      return { ...about, kind: 'orphan', text, command: deleteCommand(object.type, there) };
    }
    const text = `The ${what} ${name} exists, but is not in the state, so the next run would try to create it again. Take it over:`;
    return { ...about, kind: 'orphan', text, command: this.commands.importObject(object.address, id) };
  }

  /** A space may hold instances of other services, which are other people's. */
  private isOurs(type: ObjectType, there: CloudFoundryObject): boolean {
    if (type !== 'cloudfoundry_service_instance') return true;
    const plan = there.relationships?.service_plan?.data?.guid;
    return this.objects.some((object) => object.type === type && object.plan !== undefined && object.plan === plan);
  }

  /** A key that is not known here still opens the door. */
  private findUnknown(type: ObjectType, found: readonly CloudFoundryObject[], objects: readonly StackObject[]): void {
    const known = new Set(objects.flatMap(({ name, id }) => [name, id]));
    const what = resourceWord(type);
    for (const there of found) {
      if (known.has(there.name) || known.has(there.guid) || !this.isOurs(type, there)) continue;
      this.findings.push({
        kind: 'unknown',
        stack: this.commands.stack,
        what,
        name: there.name,
        id: there.guid,
        text: `The ${what} ${there.name} is in no state and not in the landscape. If nobody uses it, delete it:`,
        command: deleteCommand(type, there),
      });
    }
  }
}

const isOfOrigin = (there: CloudFoundryObject, origin: string | undefined) =>
  origin === undefined || there.origin === undefined || there.origin === origin;

/** By id, because `cf delete-service` deletes what has that name in the space it was last told. */
const deleteCommand = (type: ObjectType, { guid }: CloudFoundryObject) =>
  `cf curl -X DELETE ${inShell(`/v3/${LISTS[type]}/${guid}`)}`;

/** The lists of Cloud Foundry's API that hold them. */
const LISTS: Readonly<Record<ObjectType, string>> = {
  cloudfoundry_org_role: 'roles',
  cloudfoundry_space: 'spaces',
  cloudfoundry_space_role: 'roles',
  cloudfoundry_service_instance: 'service_instances',
  cloudfoundry_service_credential_binding: 'service_credential_bindings',
};
