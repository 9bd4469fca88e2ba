import type { Deployment } from './deployment';
import { difference, type Inventory } from './inventory';
import type { LocalSap } from './local-sap';

/** What a service instance must be besides being there. */
export interface ExpectedServiceInstance {
  /** @default - any */
  readonly serviceName?: string;
  /** `integration-flow` or `api`. @default - any */
  readonly planName?: string;
  /** Name of the space. @default - any */
  readonly space?: string;
}

export interface ExpectedServiceKey {
  /** Name of the service instance. @default - any */
  readonly serviceInstance?: string;
}

export interface ExpectedEntitlement {
  readonly serviceName: string;
  readonly planName: string;
  /** UUID of the subaccount. @default - any */
  readonly subaccountId?: string;
}

/** Matchers for what `startLocalSap` and `deploy` return. All of them are to be awaited. */
export interface LocalSapMatchers {
  /** Of a local SAP: a subaccount is entitled to the plan. */
  toHaveEntitlement(expected: ExpectedEntitlement): Promise<void>;
  /** Of a local SAP: there is a space of that name. */
  toHaveSpace(name: string): Promise<void>;
  /** Of a local SAP: there is a service instance of that name, and its last operation succeeded. */
  toHaveServiceInstance(name: string, expected?: ExpectedServiceInstance): Promise<void>;
  /** Of a local SAP: there is a service key of that name, and its last operation succeeded. */
  toHaveServiceKey(name: string, expected?: ExpectedServiceKey): Promise<void>;
  /** Of a local SAP: everything is as it was before anybody deployed. */
  toHaveNothingLeft(): Promise<void>;
  /** Of a deployment: a plan of all its stacks finds nothing to do. */
  toPlanNothing(): Promise<void>;
  /** Of a deployment: an event that ISC sends with the values of the connector reaches the iFlow, which processes it. */
  toReceiveEvent(connectorName: string): Promise<void>;
}

/** As jest and vitest want it. */
interface Result {
  readonly pass: boolean;
  readonly message: () => string;
}

/** For `expect.extend`; where `expect` is a global, as in jest, importing the module has done it. */
export const matchers = {
  async toHaveEntitlement(received: unknown, expected: ExpectedEntitlement): Promise<Result> {
    const { serviceName, planName, subaccountId } = expected;
    const { entitlements } = await inventoryOf('toHaveEntitlement', received);
    const found = entitlements.filter(
      ({ service, plan, subaccount }) =>
        service === serviceName && plan === planName && (subaccountId ?? subaccount) === subaccount,
    );
    const where = subaccountId ? ` of subaccount ${subaccountId}` : '';
    const all = entitlements.map(({ service, plan, subaccount }) => `${service} / ${plan} in subaccount ${subaccount}`);
    return result(found.length > 0, `entitlement to ${serviceName} / ${planName}${where}`, all);
  },

  async toHaveSpace(received: unknown, name: string): Promise<Result> {
    const names = (await inventoryOf('toHaveSpace', received)).spaces.map((space) => space.name);
    return result(names.includes(name), `space '${name}'`, names);
  },

  async toHaveServiceInstance(
    received: unknown,
    name: string,
    expected: ExpectedServiceInstance = {},
  ): Promise<Result> {
    const { serviceInstances, spaces } = await inventoryOf('toHaveServiceInstance', received);
    const instances = serviceInstances.map(({ name, service, plan, state, space: guid }) => ({
      name,
      serviceName: service,
      planName: plan,
      space: spaces.find((space) => space.guid === guid)?.name,
      state,
    }));
    const wanted = { name, ...expected, state: SUCCEEDED };
    const all = instances.map(
      (one) => `${one.name}: ${one.serviceName} / ${one.planName} in space ${one.space}, ${one.state}`,
    );
    return result(instances.some(includes(wanted)), `service instance ${described(name, expected)}`, all);
  },

  async toHaveServiceKey(received: unknown, name: string, expected: ExpectedServiceKey = {}): Promise<Result> {
    const { serviceKeys, serviceInstances } = await inventoryOf('toHaveServiceKey', received);
    const keys = serviceKeys.map(({ name, serviceInstance: guid, state }) => ({
      name,
      serviceInstance: serviceInstances.find((instance) => instance.guid === guid)?.name,
      state,
    }));
    const all = keys.map((key) => `${key.name}: of ${key.serviceInstance}, ${key.state}`);
    const wanted = { name, ...expected, state: SUCCEEDED };
    return result(keys.some(includes(wanted)), `service key ${described(name, expected)}`, all);
  },

  async toHaveNothingLeft(received: unknown): Promise<Result> {
    const now = await inventoryOf('toHaveNothingLeft', received);
    const { inventoryAtStart } = received as LocalSap;
    const left = difference(now, inventoryAtStart);
    const gone = difference(inventoryAtStart, now);
    return {
      pass: left.length === 0 && gone.length === 0,
      message: () =>
        left.length === 0 && gone.length === 0
          ? 'Everything is as it was before the deployment, and something was expected to be left.'
          : [
              ...section('What deployments have left behind:', left),
              ...section('What was there before and is gone:', gone),
            ].join('\n'),
    };
  },

  async toPlanNothing(received: unknown): Promise<Result> {
    const { changes, text } = await deploymentIn('toPlanNothing', received).plan();
    const lines = changes.map(({ stack, address, action }) => `${stack}: ${action} ${address}`);
    return {
      pass: text === '',
      message: () =>
        text === ''
          ? 'The plan finds nothing to do, and changes were expected.'
          : `${section('The plan finds something to do:', lines).join('\n')}\n\n${text.trim()}`,
    };
  },

  async toReceiveEvent(received: unknown, connectorName: string): Promise<Result> {
    const deployment = deploymentIn('toReceiveEvent', received);
    const earlier = new Set((await deployment.sap.receivedEvents()).map(({ id }) => id));
    const delivery = await deployment.sendEvent(connectorName);
    const arrived = (await deployment.sap.receivedEvents()).filter(({ id }) => !earlier.has(id));
    const done = arrived.find(({ status }) => status === 'COMPLETED');
    const reason = delivery.accepted ? 'the iFlow has not processed it' : delivery.reason;
    return {
      pass: delivery.accepted && done !== undefined,
      message: () =>
        done
          ? `The iFlow ${done.iflow} of connector '${connectorName}' has processed the event, and was not expected to.`
          : `The event of connector '${connectorName}' was not received: ${reason}.`,
    };
  },
};

const SUCCEEDED = 'succeeded';

/** Whether all wanted properties are as wanted; one that is undefined is not wanted. */
const includes = (wanted: object) => (one: object) =>
  Object.entries(wanted).every(([key, value]) => value === undefined || one[key as keyof typeof one] === value);

function described(name: string, expected: object): string {
  const properties = Object.entries(expected).map(([key, value]) => `${key} ${value}`);
  return properties.length === 0 ? `'${name}'` : `'${name}' with ${properties.join(', ')}`;
}

function result(pass: boolean, what: string, all: readonly string[]): Result {
  const there = all.length === 0 ? ['There is none at all.'] : section('There are:', all);
  return {
    pass,
    message: () =>
      [`The local SAP has ${pass ? 'a' : 'no'} ${what}${pass ? ', and was not to have it' : ''}.`, ...there].join('\n'),
  };
}

const section = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

async function inventoryOf(matcher: string, received: unknown): Promise<Inventory> {
  if (typeof (received as Partial<LocalSap>)?.inventory === 'function') return (received as LocalSap).inventory();
  throw new TypeError(`${matcher} is asked of a local SAP: expect(await startLocalSap()).${matcher}(…)`);
}

function deploymentIn(matcher: string, received: unknown): Deployment {
  if (typeof (received as Partial<Deployment>)?.sendEvent === 'function') return received as Deployment;
  throw new TypeError(`${matcher} is asked of a deployment: expect(await deploy(sap, …)).${matcher}(…)`);
}
