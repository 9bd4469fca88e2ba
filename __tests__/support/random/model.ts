import fc, { type Arbitrary } from 'fast-check';
import { stringify } from 'yaml';

/** What a sequence of operations works on: a small landscape, and how a user might change it. */

export interface Key {
  readonly name: string;
  /** Absent for a key without generations. */
  readonly generations?: readonly string[];
  readonly current?: string;
}

export interface Runtime {
  readonly name: string;
  readonly tokenValidity: number;
  readonly keys: readonly Key[];
}

export interface Connector {
  readonly name: string;
  readonly endpoint: string;
  readonly runtime: string;
  readonly key: string;
}

export interface Subaccount {
  readonly name: string;
  readonly id: string;
  readonly runtimes: readonly Runtime[];
  readonly connectors: readonly Connector[];
}

export type Model = readonly Subaccount[];

export const NAMES = ['hr-1', 'hr-2'];

export const idOf = (name: string) => `5d1b3a70-0000-4000-8000-${name.slice(3).padStart(12, '0')}`;

const newRuntime = (name: string): Runtime => ({ name, tokenValidity: 3600, keys: [{ name: 'key-1' }] });

const newSubaccount = (name: string): Subaccount => ({
  name,
  id: idOf(name),
  runtimes: [newRuntime('rt-1')],
  connectors: [{ name: 'Event 1', endpoint: '/http/sf/event-1', runtime: 'rt-1', key: 'key-1' }],
});

export const FIRST: Model = [newSubaccount('hr-1')];

export function landscapeText(model: Model): string {
  return stringify({ globalAccount: 'acme', defaults: { marketplaceWait: '1s' }, subaccounts: model });
}

/** Every key as `subaccount/instance/key`, by its name in Cloud Foundry. */
export function keysOf(model: Model): string[] {
  return model
    .flatMap(({ name, runtimes }) =>
      runtimes.flatMap((runtime) =>
        runtime.keys.flatMap(({ name: key, generations }) =>
          (generations?.map((one) => `${key}-${one}`) ?? [key]).map((one) => `${name}/${runtime.name}/${one}`),
        ),
      ),
    )
    .sort();
}

export const instancesOf = (model: Model): string[] =>
  model.flatMap(({ name, runtimes }) => runtimes.map((runtime) => `${name}/${runtime.name}`)).sort();

/** One of them, and the list with that one changed; nothing where there is none. */
function change<T>(items: readonly T[], pick: number, how: (item: T) => T | undefined): readonly T[] {
  const at = pick % Math.max(1, items.length);
  return items.flatMap((item, index) => (index === at ? (how(item) ?? []) : [item]));
}

/** Names are taken again after what had them is gone: that is how one meets what was left behind. */
function freeName(prefix: string, taken: readonly { readonly name: string }[]): string {
  const names = new Set(taken.map(({ name }) => name));
  for (let number = 1; ; number++) if (!names.has(`${prefix}${number}`)) return `${prefix}${number}`;
}

/** Connectors of keys that are gone go too. */
function withoutLoose(subaccount: Subaccount): Subaccount {
  const has = ({ runtime, key }: Connector) =>
    subaccount.runtimes.some(({ name, keys }) => name === runtime && keys.some((one) => one.name === key));
  return { ...subaccount, connectors: subaccount.connectors.filter(has) };
}

const inSubaccount = (model: Model, pick: number, how: (subaccount: Subaccount) => Subaccount) =>
  change(model, pick, (subaccount) => withoutLoose(how(subaccount)));

const inRuntime = (model: Model, pick: number, how: (runtime: Runtime) => Runtime | undefined) =>
  inSubaccount(model, pick, (subaccount) => ({
    ...subaccount,
    runtimes: change(subaccount.runtimes, pick >> 2, how),
  }));

const inKey = (model: Model, pick: number, how: (key: Key) => Key | undefined) =>
  inRuntime(model, pick, (runtime) => ({ ...runtime, keys: change(runtime.keys, pick >> 4, how) }));

const rotated = (key: Key): Key => {
  if (!key.generations) return key;
  const [newest = ''] = key.generations.slice(-1);
  const next = `g${Number(newest.slice(1)) + 1}`;
  return key.generations.length < 3 ? { ...key, generations: [...key.generations, next] } : key;
};

function addConnector(subaccount: Subaccount, pick: number): Subaccount {
  const keys = subaccount.runtimes.flatMap((runtime) =>
    runtime.keys.map((key) => ({ runtime: runtime.name, key: key.name })),
  );
  const used = keys[pick % Math.max(1, keys.length)];
  if (!used || subaccount.connectors.length > 2) return subaccount;
  const name = freeName('Event ', subaccount.connectors);
  const endpoint = `/http/sf/${name.toLowerCase().replace(' ', '-')}`;
  return { ...subaccount, connectors: [...subaccount.connectors, { name, endpoint, ...used }] };
}

/** What a user may do to a landscape; where it cannot be done, nothing changes. */
export const CHANGES = {
  'add subaccount': (model: Model) => {
    const name = NAMES.find((each) => !model.some((subaccount) => subaccount.name === each));
    return name ? [...model, newSubaccount(name)] : model;
  },
  'remove subaccount': (model: Model, pick: number) =>
    model.length > 1 ? change(model, pick, () => undefined) : model,
  'add runtime': (model: Model, pick: number) =>
    inSubaccount(model, pick, (subaccount) =>
      subaccount.runtimes.length < 2
        ? { ...subaccount, runtimes: [...subaccount.runtimes, newRuntime(freeName('rt-', subaccount.runtimes))] }
        : subaccount,
    ),
  'remove runtime': (model: Model, pick: number) =>
    inSubaccount(model, pick, (subaccount) =>
      subaccount.runtimes.length > 1
        ? { ...subaccount, runtimes: change(subaccount.runtimes, pick >> 2, () => undefined) }
        : subaccount,
    ),
  'change runtime': (model: Model, pick: number) =>
    inRuntime(model, pick, (runtime) => ({ ...runtime, tokenValidity: 10_800 - runtime.tokenValidity })),
  'add key': (model: Model, pick: number) =>
    inRuntime(model, pick, (runtime) => {
      const name = freeName('key-', runtime.keys);
      const generations = pick % 2 === 0 ? { generations: ['g1'], current: 'g1' } : {};
      return runtime.keys.length < 3 ? { ...runtime, keys: [...runtime.keys, { name, ...generations }] } : runtime;
    }),
  'remove key': (model: Model, pick: number) => inKey(model, pick, () => undefined),
  'rotate: begin': (model: Model, pick: number) => inKey(model, pick, rotated),
  'rotate: switch': (model: Model, pick: number) =>
    inKey(model, pick, (key) => (key.generations ? { ...key, current: key.generations.at(-1) } : key)),
  'rotate: retire': (model: Model, pick: number) =>
    inKey(model, pick, (key) => (key.current ? { ...key, generations: [key.current] } : key)),
  'add connector': (model: Model, pick: number) =>
    inSubaccount(model, pick, (subaccount) => addConnector(subaccount, pick >> 2)),
  'remove connector': (model: Model, pick: number) =>
    inSubaccount(model, pick, (subaccount) => ({
      ...subaccount,
      connectors: change(subaccount.connectors, pick >> 2, () => undefined),
    })),
} as const;

/** The change, or the next one in the list that can be made. */
export function changed(model: Model, change: keyof typeof CHANGES, pick: number): { model: Model; change: string } {
  const names = Object.keys(CHANGES) as (keyof typeof CHANGES)[];
  const order = [...names.slice(names.indexOf(change)), ...names.slice(0, names.indexOf(change))];
  for (const name of order) {
    const made = CHANGES[name](model, pick);
    if (landscapeText(made) !== landscapeText(model)) return { model: made, change: name };
  }
  return { model, change: 'nothing' };
}

/** Something that goes wrong once while a change is deployed. */
export interface Incident {
  readonly name: string;
  /** What happens to a request, as the emulator's rules say it. */
  readonly rule?: Readonly<Record<string, unknown>>;
  /** How a job ends. */
  readonly job?: Readonly<Record<string, unknown>>;
  /** Who is sent what while the request waits. */
  readonly signal?: 'SIGKILL to terraform' | 'SIGINT to btp-isc';
}

const INCIDENTS: readonly Incident[] = [
  { name: '429', rule: { status: 429, headers: { 'Retry-After': '1' } } },
  { name: '500', rule: { status: 500 } },
  { name: '502', rule: { status: 502 } },
  { name: 'reset before effect', rule: { reset: 'before' } },
  { name: 'reset after effect', rule: { reset: 'after' } },
  { name: 'lost response', rule: { lostMs: 500 } },
  { name: 'session expired', rule: { expire: true } },
  { name: 'restart before effect', rule: { restart: 'before' } },
  { name: 'restart after effect', rule: { restart: 'after' } },
  { name: 'terraform killed', rule: { delayMs: 300 }, signal: 'SIGKILL to terraform' },
  { name: 'Ctrl-C', rule: { delayMs: 300 }, signal: 'SIGINT to btp-isc' },
  ...['service_instance.create', 'service_instance.update', 'service_instance.delete'].map(jobFails),
  ...['service_keys.create', 'service_keys.delete'].map(jobFails),
];

function jobFails(operation: string): Incident {
  return { name: `${operation} fails`, job: { operation, error: 'The operation could not be completed' } };
}

export interface Step {
  readonly change: keyof typeof CHANGES;
  readonly pick: number;
  readonly incident?: Incident;
  /** The requests at one of which it happens. */
  readonly match: Readonly<Record<string, string>>;
  /** How many requests pass by before it. */
  readonly after: number;
}

/** Which requests, and how many of them a small change may have. */
const REQUESTS = [
  { match: { method: 'POST', path: '^/cf/v3' }, most: 1 },
  { match: { method: 'PATCH', path: '^/cf/v3' }, most: 0 },
  { match: { method: 'DELETE', path: '^/cf/v3' }, most: 1 },
  { match: { method: 'GET', path: '^/cf/v3' }, most: 12 },
  { match: { method: 'POST', path: '^/btp/command' }, most: 6 },
];

const step: Arbitrary<Step> = fc
  .record({
    change: fc.constantFrom(...(Object.keys(CHANGES) as (keyof typeof CHANGES)[])),
    pick: fc.nat(255),
    incident: fc.oneof(
      { weight: 1, arbitrary: fc.constant(undefined) },
      { weight: 3, arbitrary: fc.constantFrom(...INCIDENTS) },
    ),
  })
  .chain((chosen) =>
    fc
      .oneof(...REQUESTS.map(({ match, most }) => fc.record({ match: fc.constant(match), after: fc.nat(most) })))
      .map((where) => ({ ...chosen, ...where })),
  );

export const steps: Arbitrary<Step[]> = fc.array(step, { minLength: 4, maxLength: 7 });
