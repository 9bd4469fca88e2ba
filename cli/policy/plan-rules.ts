import { connectorOfClientId } from '../../lib/core/isc';
import { PLAN_RULE_IDS, type PlanRuleId } from '../../lib/core/policy';
import type { RuleDescription } from '../../lib/policy/rule';
import { stateResources } from '../plan/plan-json';
import { failedOperationText } from '../plan/sentences';
import { parameterList } from '../plan/shown-values';
import { failedOperations, type PlannedChange, type StackPlan } from '../plan/stack-plan';
import { keyFields } from '../state/state';
import { isInstance, isKey, isSpace, resourceWord } from '../terraform/resource-words';

/** What is wrong with a plan. */
export interface PlanViolation {
  readonly message: string;
  /** Address of the Terraform resource. */
  readonly address: string;
}

/** A check on a plan: an error keeps it from being applied until a reason is given. */
export interface PlanRule extends RuleDescription {
  readonly id: PlanRuleId;
  check(plan: StackPlan): readonly PlanViolation[];
}

/** Whether something is lost. What is imported has a rule of its own, which knows why. */
const isLost = ({ action, imported }: PlannedChange) => !imported && (action === 'destroy' || action === 'replace');
const verb = ({ action }: PlannedChange) => (action === 'replace' ? 'replaced' : 'destroyed');

type Say = (change: PlannedChange, plan: StackPlan) => string | readonly string[] | undefined;

/** A check that looks at one change after the other, and says what is wrong with it. */
const changeCheck =
  (say: Say) =>
  (plan: StackPlan): PlanViolation[] =>
    plan.changes.flatMap((change) =>
      [say(change, plan) ?? []].flat().map((message) => ({ message, address: change.address })),
    );

const GROUND: Partial<Record<string, string>> = {
  btp_subaccount: 'subaccount',
  btp_subaccount_environment_instance: 'Cloud Foundry environment',
  btp_subaccount_subscription: 'subscription',
};

const keyText = ({ name, owner }: PlannedChange) => `service key ${name}${owner ? ` of ${owner}` : ''}`;

const keyInUseLost: Say = (change, plan) => {
  const users = isKey(change.type) && isLost(change) ? connectorsWithKey(plan, change) : [];
  if (users.length === 0) return undefined;
  return `${keyText(change)} is ${verb(change)}, but ISC uses it: connector ${users.join(', ')}`;
};

const unusedKeyLost: Say = (change, plan) =>
  isKey(change.type) && isLost(change) && connectorsWithKey(plan, change).length === 0
    ? `${keyText(change)} is ${verb(change)}; no connector uses it`
    : undefined;

/**
 * The connectors that hand this key to ISC as of the last apply. Keys of one instance may share their client id, so that
 * an old generation is told from the current one by its secret.
 */
function connectorsWithKey({ json, connectorName }: StackPlan, { before }: PlannedChange): string[] {
  const { clientid, clientsecret } = keyFields(before?.credential_binding);
  const outputs = json.prior_state?.values?.outputs ?? {};
  return Object.entries(outputs).flatMap(([name, { value }]) => {
    const connector = connectorOfClientId(name);
    if (!connector || clientid === undefined || value !== clientid) return [];
    return differ(outputs[connector.clientSecret]?.value, clientsecret) ? [] : [connectorName(connector.prefix)];
  });
}

/** Both known, and not the same. */
const differ = (one: unknown, other: unknown) => typeof one === 'string' && typeof other === 'string' && one !== other;

const instanceLost: Say = (change) => {
  if (!isInstance(change.type) || !isLost(change) || change.unfinished) return undefined;
  const because = change.replacedBecause.length > 0 ? ` (because of ${change.replacedBecause.join(', ')})` : '';
  return `service instance ${change.name} is ${verb(change)}${because}: its keys go with it`;
};

/** The rest of the instance's first life does not matter: what counts is what its clients may do more than before. */
const clientsMayDoMore: Say = ({ type, name, before, after }) => {
  // Of an imported instance the parameters are not known, because they are never read back.
  if (!isInstance(type) || !before || !after || before.parameters === null) return undefined;
  return ['roles', 'grant-types'].flatMap((parameter) => {
    const known = parameterList(before, parameter);
    const more = parameterList(after, parameter).filter((item) => !known.includes(item));
    const word = parameter.replace('-', ' ');
    return more.length > 0 ? `clients of service instance ${name} get more ${word}: ${more.join(', ')}` : [];
  });
};

const entitlementReduced: Say = (change) => {
  const { type, name, before, after } = change;
  if (type !== 'btp_subaccount_entitlement') return undefined;
  if (isLost(change)) return `entitlement ${name} is taken away`;
  const [old, next] = [Number(before?.amount), Number(after?.amount)];
  return next < old ? `entitlement ${name} is reduced from ${old} to ${next}` : undefined;
};

const spaceLost: Say = (change, { json }) => {
  if (!isSpace(change.type) || !isLost(change)) return undefined;
  const inside = stateResources(json).filter(
    ({ type, values }) => isInstance(type) && values?.space === change.before?.id,
  );
  const names = inside.map(({ values }) => String(values?.name));
  const contents = names.length > 0 ? `with service instance ${names.join(', ')}` : 'with everything in it';
  return `space ${change.name} is ${verb(change)} ${contents}`;
};

/** One of a kind goes and another of that kind comes, which differs in its name alone. */
const renamed: Say = ({ type, name, action }, { changes }) => {
  if ((!isInstance(type) && !isSpace(type)) || action !== 'destroy') return undefined;
  const next = changes.find((other) => other.type === type && other.action === 'create' && other.name !== name);
  const word = resourceWord(type);
  return next && `${word} ${name} is destroyed and ${next.name} created: a new name is a new ${word}`;
};

/** The values that were found, so that they can be written into the landscape. */
const importedAndLost: Say = (change) => {
  const { action, type, name, before, after, replacedBecause } = change;
  const isRenamed = before?.name !== undefined && after?.name !== undefined && before.name !== after.name;
  if (!change.imported || (action !== 'replace' && !isRenamed)) return undefined;
  const found = isRenamed
    ? `SAP has the name ${name}, the landscape has ${String(after?.name)}`
    : `what differs: ${replacedBecause.map((attribute) => difference(attribute, change)).join(', ') || 'not known'}`;
  return `${resourceWord(type)} ${name} is imported and then ${action === 'replace' ? 'replaced' : 'renamed'}: ${found}`;
};

/** Ids and names only: other values may be secret. */
function difference(attribute: string, { before, after }: PlannedChange): string {
  const isShown = ['service_instance', 'service_plan', 'space', 'org', 'subdomain', 'region'].includes(attribute);
  const word = attribute.replaceAll('_', ' ');
  return isShown ? `${word} is ${before?.[attribute]}, the landscape has ${after?.[attribute] ?? 'another'}` : word;
}

/** Everything that must not happen because it was overlooked. Described for users in docs/policy.md. */
const RULES: Readonly<Record<PlanRuleId, Omit<PlanRule, 'id'>>> = {
  PLAN001: {
    title: 'A key that ISC uses is lost',
    level: 'error',
    why: 'ISC sends events with this key until another one is typed into its form; until then every event fails.',
    fix: 'keep the key beside a new one, switch ISC, and remove the old key in a later change (docs/rotation.md)',
    check: changeCheck(keyInUseLost),
  },
  PLAN002: {
    title: 'A service instance is lost, and its keys with it',
    level: 'error',
    why: 'Cloud Foundry deletes the service keys of an instance together with it; every client loses its access.',
    fix: 'change the instance in place: keep its name, its space and the way its plan is given',
    check: changeCheck(instanceLost),
  },
  PLAN003: {
    title: 'Roles or grant types are widened',
    level: 'error',
    why: 'Every client that has a key of the instance may do more from then on, within the hour.',
    fix: 'give the wider roles to a runtime of its own, so that only its clients have them',
    check: changeCheck(clientsMayDoMore),
  },
  PLAN004: {
    title: 'An entitlement is taken away or reduced',
    level: 'error',
    why: 'Others in the subaccount may use the entitlement too; without it no instance can be created or changed.',
    fix: 'make sure that nobody else needs it, or leave it to them by taking it out of the state (docs/how-to/remove-a-subaccount.md)',
    check: changeCheck(entitlementReduced),
  },
  PLAN005: {
    title: 'A space is lost with all that is in it',
    level: 'error',
    why: 'Deleting a space deletes its apps, service instances and keys, also those that Terraform does not manage.',
    fix: 'keep the space and its org; a space can be renamed in place',
    check: changeCheck(spaceLost),
  },
  PLAN006: {
    title: 'A changed name creates the thing anew',
    level: 'error',
    why: 'The landscape names what it manages: under another name it is another thing, and the first one is destroyed.',
    fix: 'keep the name; to rename all the same, add the new one first and remove the old one in a later change',
    check: changeCheck(renamed),
  },
  PLAN007: {
    title: 'A key that no connector uses is lost',
    level: 'warning',
    why: 'Clients other than ISC may use it, for example a pipeline that deploys iFlows.',
    fix: 'make sure that nobody uses the key any more',
    check: changeCheck(unusedKeyLost),
  },
  PLAN008: {
    title: 'The ground under everything else is lost',
    level: 'error',
    why: 'A subaccount, its Cloud Foundry environment or its Integration Suite takes everything in it along.',
    fix: 'undo the change; to take a subaccount down, remove its runtimes first and its foundation in a later change',
    check: changeCheck((change) => {
      const word = GROUND[change.type];
      return word && isLost(change) ? `${word} ${change.name} is ${verb(change)}` : undefined;
    }),
  },
  PLAN009: {
    title: 'Something is no longer managed',
    level: 'warning',
    why: 'It stays at SAP with its keys and is not rotated, reviewed or removed from here any more.',
    fix: 'make sure that somebody else looks after it',
    check: changeCheck(({ action, name }) =>
      action === 'forget' ? `${name} stays at SAP, but is no longer managed here` : undefined,
    ),
  },
  PLAN010: {
    title: 'What exists is imported and then replaced or renamed',
    level: 'error',
    why: 'An import takes over an object that is in use. The landscape describes another object than the one that was found, so Terraform would destroy or rename the object that is in use.',
    fix: 'describe the object as it is: its exact name, its space or instance, its plan; or import another id',
    check: changeCheck(importedAndLost),
  },
  PLAN011: {
    title: 'The last change failed at SAP, and no plan shows it',
    level: 'warning',
    why: 'After a failed update the provider keeps the new parameters in the state: nothing is to be done any more, and SAP has the old ones.',
    fix: "run 'btp-isc doctor': it gives the command after which the next run sends the parameters again",
    check: (plan) =>
      failedOperations(plan).map((failed) => ({
        message: `of the ${resourceWord(failed.type)} ${failed.name}, ${failedOperationText(failed)}`,
        address: failed.address,
      })),
  },
};

export const PLAN_RULES: readonly PlanRule[] = PLAN_RULE_IDS.map((id) => ({ id, ...RULES[id] }));
