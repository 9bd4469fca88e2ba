import { connectorOfClientId } from '../../lib/core/isc';
import { lastOperationFailed } from '../state/state';
import { group } from '../terraform/json';
import { isInstance, isKey, objectName } from '../terraform/resource-words';
import {
  type Action,
  type ChangeJson,
  type PlanJson,
  type ResourceChangeJson,
  referencesOf,
  stateResources,
  type Values,
} from './plan-json';
import { type AttributeChange, attributeChanges } from './shown-values';

/** What becomes of an object. `forget`: it stays at SAP, Terraform no longer manages it. */
export const ACTIONS_BY_RISK = ['destroy', 'replace', 'forget', 'change', 'create', 'import'] as const;
export type PlannedAction = (typeof ACTIONS_BY_RISK)[number];

/** One planned change, in memory: `before` and `after` hold secrets. What may be shown is in `attributes`. */
export interface PlannedChange {
  readonly address: string;
  readonly type: string;
  readonly action: PlannedAction;
  /** What people call it, e.g. the name of a service key. */
  readonly name: string;
  /** What it belongs to, e.g. the runtime of a service key. */
  readonly owner?: string;
  readonly attributes: readonly AttributeChange[];
  /** Attributes that cannot be changed in place. */
  readonly replacedBecause: readonly string[];
  /** A service instance whose creation failed or was interrupted, so that it never had a key; it is made again. */
  readonly unfinished?: boolean;
  /** Whether Terraform takes over an object that exists. */
  readonly imported: boolean;
  readonly before?: Values;
  readonly after?: Values;
}

/** A stack's plan, read. */
export interface StackPlan {
  readonly stack: string;
  readonly changes: readonly PlannedChange[];
  /** What changed outside of Terraform since the last apply. */
  readonly drift: readonly PlannedChange[];
  /** Names of the outputs that change; never their values. */
  readonly outputs: readonly string[];
  /** Connectors for which ISC must be given other credentials. */
  readonly connectorsToUpdate: readonly string[];
  /** Name of a connector by the beginning of the names of its outputs. */
  readonly connectorName: (outputPrefix: string) => string;
  readonly json: PlanJson;
}

/** @param connectorName names of connectors, where the landscape is known; else the prefix of their outputs must do */
export function readStackPlan(
  stack: string,
  json: PlanJson,
  connectorName: (outputPrefix: string) => string = (prefix) => prefix,
): StackPlan {
  const names = new NameLookup(json);
  const planned = (json.resource_changes ?? []).flatMap((resource) => readChange(resource, names)).sort(byRisk);
  return {
    stack,
    changes: planned,
    drift: (json.resource_drift ?? []).flatMap((resource) => readDrift(resource, names)),
    outputs: Object.entries(json.output_changes ?? {})
      .filter(([, { actions }]) => !isUnchanged(actions))
      .map(([name]) => name)
      .sort(),
    connectorsToUpdate: connectorsToUpdate(json, planned).map(connectorName),
    connectorName,
    json,
  };
}

const byRisk = (a: PlannedChange, b: PlannedChange) =>
  ACTIONS_BY_RISK.indexOf(a.action) - ACTIONS_BY_RISK.indexOf(b.action);

/** True when applying the plan would do something, be it to outputs alone. */
export function hasChanges(plan: StackPlan): boolean {
  return plan.changes.length > 0 || plan.outputs.length > 0;
}

const isUnchanged = (actions: readonly Action[]) => actions.every((action) => action === 'no-op' || action === 'read');

function readChange(resource: ResourceChangeJson, names: NameLookup): PlannedChange[] {
  const action = actionOf(resource.change);
  return resource.mode !== 'managed' || action === undefined ? [] : [plannedChange(resource, action, names)];
}

/** A difference in what is not reviewed, such as the time of the last operation, is no drift. */
function readDrift(resource: ResourceChangeJson, names: NameLookup): PlannedChange[] {
  const change = readChange(resource, names)[0];
  return change && (change.action !== 'change' || change.attributes.length > 0) ? [change] : [];
}

function actionOf({ actions, importing }: ChangeJson): PlannedAction | undefined {
  if (actions.includes('delete')) return actions.includes('create') ? 'replace' : 'destroy';
  if (actions.includes('forget')) return 'forget';
  if (actions.includes('create')) return 'create';
  if (actions.includes('update')) return 'change';
  return importing ? 'import' : undefined;
}

function plannedChange(resource: ResourceChangeJson, action: PlannedAction, names: NameLookup): PlannedChange {
  const { change, address, type } = resource;
  const before = change.before === null ? undefined : group(change.before);
  const after = change.after === null ? undefined : group(change.after);
  return {
    address,
    type,
    action,
    name: objectName(type, { ...after, ...before, ...(action === 'create' ? after : {}) }) ?? resource.name,
    owner: names.ownerOf(resource, { ...before, ...after }),
    attributes: action === 'change' || action === 'replace' ? attributeChanges(change) : [],
    unfinished: isInstance(type) && resource.action_reason === 'replace_because_tainted' && !names.hasKeys(before),
    imported: change.importing !== undefined && change.importing !== null,
    replacedBecause: (change.replace_paths ?? []).map((path) => path.join('.')),
    before,
    after,
  };
}

/** Outputs named like a connector's credentials, in a plan that makes a key: another client id is on its way to ISC. */
function connectorsToUpdate(json: PlanJson, changes: readonly PlannedChange[]): string[] {
  const newKey = changes.some(({ type, action }) => isKey(type) && (action === 'create' || action === 'replace'));
  if (!newKey) return [];
  return Object.entries(json.output_changes ?? {}).flatMap(([name, { actions }]) => {
    const connector = connectorOfClientId(name);
    return connector && (actions.includes('update') || actions.includes('create')) ? [connector.prefix] : [];
  });
}

/** Finds what things are called, also those that only an id points at. */
class NameLookup {
  private readonly byId = new Map<string, string>();
  private readonly byAddress = new Map<string, string>();
  private readonly withKeys = new Set<unknown>();

  constructor(private readonly json: PlanJson) {
    for (const { address, type, change } of json.resource_changes ?? []) {
      this.add(address, type, group(change.after));
      this.add(address, type, group(change.before));
    }
    for (const { address, type, values } of stateResources(json)) {
      this.add(address, type, group(values));
      if (isKey(type)) this.withKeys.add(group(values).service_instance);
    }
  }

  ownerOf({ address }: ResourceChangeJson, values: Values): string | undefined {
    for (const attribute of OWNER_ATTRIBUTES) {
      const named = this.byId.get(String(values[attribute]));
      if (named) return named;
    }
    const references = OWNER_ATTRIBUTES.flatMap((attribute) => referencesOf(this.json, address, attribute));
    return references.map((reference) => this.byAddress.get(reference)).find(Boolean);
  }

  /** Whether the state holds a key of a service instance. */
  hasKeys(instance: Values | undefined): boolean {
    return this.withKeys.has(instance?.id);
  }

  private add(address: string, type: string, values: Values): void {
    const name = objectName(type, values);
    if (!name) return;
    this.byAddress.set(address, name);
    if (typeof values.id === 'string') this.byId.set(values.id, name);
  }
}

/** Attributes that point at what something is part of. */
const OWNER_ATTRIBUTES = ['service_instance', 'space'];

/** An object whose last operation failed at SAP. */
export interface FailedOperation {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly id: string;
  /** `update`, `delete`, … */
  readonly operation: string;
  /** What SAP says of it. */
  readonly description: string;
}

/**
 * What failed at SAP and is left as it is by the plan. The provider stores the parameters of an update although it failed, so
 * that no later plan shows them as a change. A plan that changes the object sends all its parameters, and is left out.
 */
export function failedOperations({ json, changes }: Pick<StackPlan, 'json' | 'changes'>): FailedOperation[] {
  return stateResources(json).flatMap(({ address, mode, type, values }) => {
    if (mode !== 'managed' || !lastOperationFailed(values)) return [];
    if (changes.some((change) => change.address === address)) return [];
    const { type: operation, description } = group(values?.last_operation);
    return [
      {
        address,
        type,
        name: String(values?.name ?? address),
        id: String(values?.id ?? ''),
        operation: String(operation),
        description: String(description ?? ''),
      },
    ];
  });
}
