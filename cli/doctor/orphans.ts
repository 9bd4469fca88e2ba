import { inShell } from '../terminal/in-shell';
import { resourceWord } from '../terraform/resource-words';
import type { CloudFoundryApi, CloudFoundryObject } from './cloud-foundry-api';
import type { Place } from './place';
import { isRole, type ObjectType, type StackObject } from './stack-objects';

/**
 * `orphan`: Terraform wants to create it, and it is there already. `failed`: the same, but its creation failed.
 * `busy`: SAP is still at work on it. `unknown`: nobody wants it, in a place that the stack manages. `lost`: the state holds it
 * without an id. `unsaved`: Terraform could not save the state. `gone`: the state holds it, and SAP does not have it.
 * `outdated`: its last change failed, which no plan shows.
 */
export type FindingKind = 'orphan' | 'failed' | 'busy' | 'unknown' | 'lost' | 'unsaved' | 'gone' | 'outdated';

/** Something in Cloud Foundry that the next deployment would stumble over, or that nobody takes care of. */
export interface Finding {
  readonly kind: FindingKind;
  readonly stack: string;
  /** `space`, `space role`, `service instance`, … */
  readonly what: string;
  readonly name: string;
  /** UUID; empty for what is lost or unsaved. */
  readonly id: string;
  /** Where Terraform wants it. */
  readonly address?: string;
  /** What is the matter, as a sentence. */
  readonly text: string;
  /** The command that mends it; absent where waiting does. */
  readonly command?: string;
}

interface PlaceInOrg extends Place {
  readonly orgId: string;
}

type Api = Pick<CloudFoundryApi, 'roles' | 'spaces' | 'serviceInstances' | 'serviceKeys'>;

/** Compares what a stack has and wants with what there is. */
export async function findOrphans(objects: readonly StackObject[], place: PlaceInOrg, api: Api): Promise<Finding[]> {
  const search = new Search(objects, place, api);
  await search.roles('cloudfoundry_org_role', (org) => api.roles({ org }));
  await search.spaces();
  await search.roles('cloudfoundry_space_role', (space) => api.roles({ space }));
  await search.inParents('cloudfoundry_service_instance', (space) => api.serviceInstances(space));
  await search.inParents('cloudfoundry_service_credential_binding', (instance) => api.serviceKeys(instance));
  return search.findings;
}

class Search {
  readonly findings: Finding[] = [];
  /** What is there, by the address at which Terraform has it or wants it. */
  private readonly ids = new Map<string, string>();

  constructor(
    private readonly objects: readonly StackObject[],
    private readonly place: PlaceInOrg,
    private readonly api: Api,
  ) {
    for (const { address, id } of objects) if (id) this.ids.set(address, id);
  }

  async spaces(): Promise<void> {
    const wanted = this.ofType('cloudfoundry_space');
    if (wanted.length === 0) return;
    const found = await this.api.spaces(this.place.orgId);
    for (const object of wanted) this.compare(object, found);
  }

  /** Only those that are to be given: whoever else has a role in an org or a space is other people's business. */
  async roles(type: ObjectType, list: (parent: string) => Promise<CloudFoundryObject[]>): Promise<void> {
    const wanted = this.ofType(type).filter(({ id }) => id === undefined);
    for (const [parent, objects] of this.byParent(wanted)) {
      const found = await list(parent);
      for (const object of objects) this.compare(object, found);
    }
  }

  /** Objects that live in a space or in an instance, one list for each. */
  async inParents(type: ObjectType, list: (parent: string) => Promise<CloudFoundryObject[]>): Promise<void> {
    const byParent = this.byParent(this.ofType(type));
    for (const parent of this.managedParents(type)) if (!byParent.has(parent)) byParent.set(parent, []);
    for (const [parent, objects] of byParent) {
      const found = await list(parent);
      for (const object of objects) this.compare(object, found);
      if (this.managedParents(type).includes(parent)) this.findUnknown(type, found, objects);
    }
  }

  /** By the id of what they live in; what lives in something that is not there cannot be there either. */
  private byParent(objects: readonly StackObject[]): Map<string, StackObject[]> {
    const byParent = new Map<string, StackObject[]>();
    for (const object of objects) {
      const parent = object.parent ?? (object.parentAddress && this.ids.get(object.parentAddress));
      if (parent) byParent.set(parent, [...(byParent.get(parent) ?? []), object]);
    }
    return byParent;
  }

  private ofType(type: ObjectType): StackObject[] {
    return this.objects.filter((object) => object.type === type);
  }

  /** Spaces, or instances, that are in the state: what else is in them is this stack's business. */
  private managedParents(type: ObjectType): string[] {
    const parentType =
      type === 'cloudfoundry_service_instance' ? 'cloudfoundry_space' : 'cloudfoundry_service_instance';
    return this.ofType(parentType).flatMap(({ id }) => id ?? []);
  }

  private compare(object: StackObject, found: readonly CloudFoundryObject[]): void {
    if (object.id) return;
    const there = found.find((each) => each.name === object.name && isOfOrigin(each, object.origin));
    if (!there) return;
    this.ids.set(object.address, there.guid);
    this.findings.push(this.orphan(object, there));
  }

  private orphan(object: StackObject, there: CloudFoundryObject): Finding {
    const what = resourceWord(object.type);
    const { guid: id, name } = there;
    const about = { stack: this.place.stack, what, name, id, address: object.address };
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
      // Imported, it would be given anew all the same: the provider does not read the name of a role's user back.
      const text = `The ${what} ${name} exists, but is not in the state, so the next run would be refused to give it again. If somebody else gave it, leave it out of the landscape; otherwise take it away, and the next run gives it:`;
      return { ...about, kind: 'orphan', text, command: deleteCommand(object.type, there) };
    }
    const text = `The ${what} ${name} exists, but is not in the state, so the next run would try to create it again. Take it over:`;
    const { terraform, dir } = this.place;
    const command = `${inShell(terraform)} -chdir=${inShell(dir)} import ${inShell(object.address)} ${inShell(id)}`;
    return { ...about, kind: 'orphan', text, command };
  }

  /** A space may hold instances of other services, which are other people's. */
  private isOurs(type: ObjectType, there: CloudFoundryObject): boolean {
    if (type !== 'cloudfoundry_service_instance') return true;
    return this.ofType(type).some(
      ({ plan }) => plan !== undefined && plan === there.relationships?.service_plan?.data?.guid,
    );
  }

  /** A key that nobody knows of still opens the door. */
  private findUnknown(type: ObjectType, found: readonly CloudFoundryObject[], objects: readonly StackObject[]): void {
    const known = new Set(objects.flatMap(({ name, id }) => [name, id]));
    const what = resourceWord(type);
    for (const there of found) {
      if (known.has(there.name) || known.has(there.guid) || !this.isOurs(type, there)) continue;
      this.findings.push({
        kind: 'unknown',
        stack: this.place.stack,
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
