import { parameterList } from '../plan/attributes';
import { failedOperations, failedOperationText } from '../plan/failed-operations';
import { isInstance, isKey, isSpace, type PlannedChange, type StackPlan } from '../plan/stack-plan';
import { keyFields } from '../terraform/key-fields';
import { resourceWord } from '../terraform/resource-words';
import type { PlanRule, Violation } from './rule';

/** Whether something is lost. What is imported has a rule of its own, which knows why. */
const leaves = ({ action, imported }: PlannedChange) => !imported && (action === 'destroy' || action === 'replace');
const verb = ({ action }: PlannedChange) => (action === 'replace' ? 'replaced' : 'destroyed');

/** Everything that must not happen because somebody overlooked it. Described for users in docs/policy.md. */
export const PLAN_RULES: readonly PlanRule[] = [
  {
    id: 'PLAN001',
    title: 'A key that ISC uses is lost',
    level: 'error',
    reason:
      'ISC sends events with this key until somebody types another one into its form; until then every event fails.',
    fix: 'keep the key beside a new one, switch ISC, and remove the old key in a later change (docs/rotation.md)',
    check: (plan) =>
      plan.changes
        .filter((change) => isKey(change.type) && leaves(change))
        .flatMap((change) => currentKey(plan, change)),
  },
  {
    id: 'PLAN002',
    title: 'A service instance is lost, and its keys with it',
    level: 'error',
    reason: 'Cloud Foundry deletes the service keys of an instance together with it; every client loses its access.',
    fix: 'change the instance in place: keep its name, its space and the way its plan is given',
    check: (plan) =>
      plan.changes
        .filter((change) => isInstance(change.type) && leaves(change) && !change.unfinished)
        .map(instanceLost),
  },
  {
    id: 'PLAN003',
    title: 'Roles or grant types are widened',
    level: 'error',
    reason: 'Every client that has a key of the instance may do more from then on, within the hour.',
    fix: 'give the wider roles to a runtime of its own, so that only its clients have them',
    check: (plan) => plan.changes.filter(({ type }) => isInstance(type)).flatMap(widened),
  },
  {
    id: 'PLAN004',
    title: 'An entitlement is taken away or reduced',
    level: 'error',
    reason: 'Others in the subaccount may use the entitlement too; without it no instance can be created or changed.',
    fix: 'make sure that nobody else needs it, or leave it to them by taking it out of the state (docs/how-to/remove-a-subaccount.md)',
    check: (plan) =>
      plan.changes.filter(({ type }) => type === 'btp_subaccount_entitlement').flatMap(entitlementReduced),
  },
  {
    id: 'PLAN005',
    title: 'A space is lost with all that is in it',
    level: 'error',
    reason: 'Deleting a space deletes its apps, service instances and keys, also those that Terraform does not manage.',
    fix: 'keep the space and its org; a space can be renamed in place',
    check: (plan) =>
      plan.changes.filter((change) => isSpace(change.type) && leaves(change)).map((c) => spaceLost(plan, c)),
  },
  {
    id: 'PLAN006',
    title: 'A changed name creates the thing anew',
    level: 'error',
    reason:
      'The landscape names what it manages: under another name it is another thing, and the first one is destroyed.',
    fix: 'keep the name; to rename all the same, add the new one first and remove the old one in a later change',
    check: (plan) => renamed(plan),
  },
  {
    id: 'PLAN007',
    title: 'A key that no connector uses is lost',
    level: 'warning',
    reason: 'Clients other than ISC may use it, for example a pipeline that deploys iFlows.',
    fix: 'make sure that nobody uses the key any more',
    check: (plan) =>
      plan.changes
        .filter((change) => isKey(change.type) && leaves(change) && currentKey(plan, change).length === 0)
        .map((change) => ({
          message: `${keyText(change)} is ${verb(change)}; no connector uses it`,
          address: change.address,
        })),
  },
  {
    id: 'PLAN008',
    title: 'The ground under everything else is lost',
    level: 'error',
    reason: 'A subaccount, its Cloud Foundry environment or its Integration Suite takes everything in it along.',
    fix: 'undo the change; to take a subaccount down, remove its runtimes first and its foundation in a later change',
    check: (plan) =>
      plan.changes
        .filter((change) => GROUND[change.type] !== undefined && leaves(change))
        .map((change) => ({
          message: `${GROUND[change.type]} ${change.name} is ${verb(change)}`,
          address: change.address,
        })),
  },
  {
    id: 'PLAN009',
    title: 'Something is no longer managed',
    level: 'warning',
    reason: 'It stays at SAP with its keys and nobody rotates, reviews or removes it from here.',
    fix: 'make sure that somebody else looks after it',
    check: (plan) =>
      plan.changes
        .filter(({ action }) => action === 'forget')
        .map(({ name, address }) => ({ message: `${name} stays at SAP, but is no longer managed here`, address })),
  },
  {
    id: 'PLAN010',
    title: 'What exists is imported and then replaced or renamed',
    level: 'error',
    reason:
      'An import takes over an object that is in use. The landscape describes another object than the one that was found, so Terraform would destroy or rename the object that is in use.',
    fix: 'describe the object as it is: its exact name, its space or instance, its plan; or import another id',
    check: (plan) => plan.changes.filter(({ imported }) => imported).flatMap(importedAndLost),
  },
  {
    id: 'PLAN011',
    title: 'The last change failed at SAP, and no plan shows it',
    level: 'warning',
    reason:
      'After a failed update the provider keeps the new parameters in the state: nothing is to be done any more, and SAP has the old ones.',
    fix: "run 'btp-isc doctor': it gives the command after which the next run sends the parameters again",
    check: (plan) =>
      failedOperations(plan).map((failed) => ({
        message: `of the ${resourceWord(failed.type)} ${failed.name}, ${failedOperationText(failed)}`,
        address: failed.address,
      })),
  },
];

const GROUND: Partial<Record<string, string>> = {
  btp_subaccount: 'subaccount',
  btp_subaccount_environment_instance: 'Cloud Foundry environment',
  btp_subaccount_subscription: 'subscription',
};

const keyText = ({ name, owner }: PlannedChange) => `service key ${name}${owner ? ` of ${owner}` : ''}`;

/**
 * The violation if a connector hands this key to ISC as of the last apply. Keys of one instance may share their client
 * id, so that an old generation is told from the current one by its secret.
 */
function currentKey(plan: StackPlan, change: PlannedChange): Violation[] {
  const key = keyFields(change.before?.credential_binding);
  const users = connectorOutputs(plan).filter(
    ({ clientId, clientSecret }) =>
      key.clientid !== undefined && clientId === key.clientid && !differ(clientSecret, key.clientsecret),
  );
  if (users.length === 0) return [];
  const names = users.map(({ prefix }) => plan.connectorName(prefix)).join(', ');
  const message = `${keyText(change)} is ${verb(change)}, but ISC uses it: connector ${names}`;
  return [{ message, address: change.address }];
}

/** Both known, and not the same. */
const differ = (one: unknown, other: unknown) => typeof one === 'string' && typeof other === 'string' && one !== other;

/** Credentials of connectors as the last apply left them. */
function connectorOutputs({ json }: StackPlan): { prefix: string; clientId: unknown; clientSecret: unknown }[] {
  const outputs = json.prior_state?.values?.outputs ?? {};
  return Object.entries(outputs).flatMap(([name, { value }]) => {
    const prefix = /^(.*)_client_id$/.exec(name)?.[1];
    return prefix ? [{ prefix, clientId: value, clientSecret: outputs[`${prefix}_client_secret`]?.value }] : [];
  });
}

/** The values that were found, so that they can be written into the landscape. */
function importedAndLost(change: PlannedChange): Violation[] {
  const { action, type, name, before, after, address, replacedBecause } = change;
  const renamed = before?.name !== undefined && after?.name !== undefined && before.name !== after.name;
  if (action !== 'replace' && !renamed) return [];
  const found = renamed
    ? `SAP has the name ${name}, the landscape has ${String(after?.name)}`
    : `what differs: ${replacedBecause.map((attribute) => difference(attribute, change)).join(', ') || 'not known'}`;
  const what = `${resourceWord(type)} ${name} is imported and then ${action === 'replace' ? 'replaced' : 'renamed'}`;
  return [{ message: `${what}: ${found}`, address }];
}

/** Ids and names only: other values may be secret. */
function difference(attribute: string, { before, after }: PlannedChange): string {
  const isShown = ['service_instance', 'service_plan', 'space', 'org', 'subdomain', 'region'].includes(attribute);
  const word = attribute.replaceAll('_', ' ');
  return isShown ? `${word} is ${before?.[attribute]}, the landscape has ${after?.[attribute] ?? 'another'}` : word;
}

function instanceLost(change: PlannedChange): Violation {
  const because = change.replacedBecause.length > 0 ? ` (because of ${change.replacedBecause.join(', ')})` : '';
  return {
    message: `service instance ${change.name} is ${verb(change)}${because}: its keys go with it`,
    address: change.address,
  };
}

/** The rest of the instance's first life does not matter: what counts is what its clients may do more than before. */
function widened(change: PlannedChange): Violation[] {
  if (!change.before || !change.after) return [];
  return (['roles', 'grant-types'] as const).flatMap((name) => {
    const before = parameterList(change.before, name);
    const more = parameterList(change.after, name).filter((item) => !before.includes(item));
    // Never read back: unknown before (an imported instance), so nothing can be said of it.
    if (more.length === 0 || change.before?.parameters === null) return [];
    const word = name === 'roles' ? 'roles' : 'grant types';
    const message = `clients of service instance ${change.name} get more ${word}: ${more.join(', ')}`;
    return [{ message, address: change.address }];
  });
}

function entitlementReduced(change: PlannedChange): Violation[] {
  const { address, name } = change;
  if (leaves(change)) return [{ message: `entitlement ${name} is taken away`, address }];
  const [before, after] = [Number(change.before?.amount), Number(change.after?.amount)];
  return after < before ? [{ message: `entitlement ${name} is reduced from ${before} to ${after}`, address }] : [];
}

function spaceLost(plan: StackPlan, change: PlannedChange): Violation {
  const resources = plan.json.prior_state?.values?.root_module?.resources ?? [];
  const inside = resources.filter(({ type, values }) => isInstance(type) && values?.space === change.before?.id);
  const names = inside.map(({ values }) => String(values?.name));
  const contents = names.length > 0 ? `with service instance ${names.join(', ')}` : 'with everything in it';
  return { message: `space ${change.name} is ${verb(change)} ${contents}`, address: change.address };
}

/** One of a kind goes and another of that kind comes, which differs in its name alone. */
function renamed({ changes }: StackPlan): Violation[] {
  const rename = (type: string) => isInstance(type) || isSpace(type);
  return changes
    .filter(({ type, action }) => rename(type) && action === 'destroy')
    .flatMap((old) => {
      const next = changes.find(
        ({ type, action, name }) => type === old.type && action === 'create' && name !== old.name,
      );
      if (!next) return [];
      const word = isSpace(old.type) ? 'space' : 'service instance';
      return [
        {
          message: `${word} ${old.name} is destroyed and ${next.name} created: a new name is a new ${word}`,
          address: old.address,
        },
      ];
    });
}
