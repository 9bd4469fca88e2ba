import { resourceWord } from '../terraform/resource-words';
import type { CloudFoundryApi, CloudFoundryObject } from './cloud-foundry-api';
import { inShell } from './in-shell';
import type { ObjectType, StackObject } from './stack-objects';

/**
 * `orphan`: Terraform wants to create it, and it is there already. `failed`: the same, but its creation failed.
 * `busy`: SAP is still at work on it. `unknown`: nobody wants it, in a place that the stack manages. `lost`: the state holds it
 * without an id.
 */
export type FindingKind = 'orphan' | 'failed' | 'busy' | 'unknown' | 'lost';

/** Something in Cloud Foundry that the next deployment would stumble over, or that nobody takes care of. */
export interface Finding {
  readonly kind: FindingKind;
  readonly stack: string;
  /** `space`, `service instance` or `service key`. */
  readonly what: string;
  readonly name: string;
  /** UUID; empty for what is lost. */
  readonly id: string;
  /** Where Terraform wants it. */
  readonly address?: string;
  /** What is the matter, as a sentence. */
  readonly text: string;
  /** The command that mends it; absent where waiting does. */
  readonly command?: string;
}

interface Place {
  readonly stack: string;
  /** Folder in which terraform runs. */
  readonly dir: string;
  /** Name of the program. */
  readonly terraform: string;
  readonly orgId: string;
}

type Api = Pick<CloudFoundryApi, 'spaces' | 'serviceInstances' | 'serviceKeys'>;

/** Compares what a stack has and wants with what there is. */
export async function findOrphans(objects: readonly StackObject[], place: Place, api: Api): Promise<Finding[]> {
  const search = new Search(objects, place, api);
  await search.spaces();
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
    private readonly place: Place,
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

  /** Objects that live in a space or in an instance, one list for each. */
  async inParents(type: ObjectType, list: (parent: string) => Promise<CloudFoundryObject[]>): Promise<void> {
    const byParent = new Map<string, StackObject[]>();
    for (const object of this.ofType(type)) {
      const parent = object.parent ?? (object.parentAddress && this.ids.get(object.parentAddress));
      if (parent) byParent.set(parent, [...(byParent.get(parent) ?? []), object]);
    }
    for (const parent of this.managedParents(type)) if (!byParent.has(parent)) byParent.set(parent, []);
    for (const [parent, objects] of byParent) {
      const found = await list(parent);
      for (const object of objects) this.compare(object, found);
      if (this.managedParents(type).includes(parent)) this.findUnknown(type, found, objects);
    }
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
    const there = found.find((each) => (object.id ? each.guid === object.id : each.name === object.name));
    if (!there) return;
    if (object.id) return;
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
    const text = `The ${what} ${name} exists, but is not in the state, so the next run would try to create it again. Take it over:`;
    const { terraform, dir } = this.place;
    const command = `${terraform} -chdir=${inShell(dir)} import ${inShell(object.address)} ${id}`;
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

/** By id, because `cf delete-service` deletes what has that name in the space it was last told. */
function deleteCommand(type: ObjectType, { guid }: CloudFoundryObject): string {
  const list = type === 'cloudfoundry_service_instance' ? 'service_instances' : 'service_credential_bindings';
  return `cf curl -X DELETE /v3/${list}/${guid}`;
}
