/**
 * What libraries load before anything else although nobody may ask for it is loaded here when it is first used
 * (docs/performance.md). Import this before `cdktf` and `zod`.
 */
import { createRequire, Module } from 'node:module';

interface Postponed {
  /** As its user writes it. */
  readonly request: string;
  /** The package whose entry point asks for it. */
  readonly user: string;
  /** It was an ECMAScript module before it was compiled, which is looked at when it is imported. */
  readonly __esModule?: true;
}

type Exports = (...args: unknown[]) => unknown;

/** A module whose file is not loaded before one of its exports is called or looked at. */
function onDemand({ request, user, __esModule }: Postponed): void {
  const fromUser = createRequire(require.resolve(user));
  const file = fromUser.resolve(request);
  if (require.cache[file]) return;
  const stub = new Module(file);
  stub.filename = file;
  stub.loaded = true;
  stub.exports = standingFor(__esModule, () => {
    if (require.cache[file] === stub) delete require.cache[file];
    return fromUser(request) as Exports;
  });
  require.cache[file] = stub;
}

/** A function that is called, and has its properties looked at, as what `load` loads. */
function standingFor(__esModule: true | undefined, load: () => Exports): Exports {
  return new Proxy((() => {}) as Exports, {
    apply: (_, self, args) => Reflect.apply(load(), self, args),
    get: (_, name) => (name === '__esModule' && __esModule) || Reflect.get(load(), name),
    has: (_, name) => Reflect.has(load(), name),
    ownKeys: () => Reflect.ownKeys(load()),
    getOwnPropertyDescriptor: (_, name) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(load(), name);
      return descriptor && { ...descriptor, configurable: true };
    },
  });
}

const POSTPONED: readonly Postponed[] = [
  // Zips assets, streams and compressors included: a third of what cdktf takes to load. What a landscape synthesizes to has none.
  { request: 'archiver', user: 'cdktf' },
  // Fifty files, asked about the version of terraform where something is imported.
  { request: 'semver', user: 'cdktf' },
  // The texts of errors in some sixty languages: half of what zod takes to load.
  { request: './v4/locales/index.cjs', user: 'zod', __esModule: true },
];

for (const postponed of POSTPONED) {
  try {
    onDemand(postponed);
  } catch {
    // A library that has nothing of that name loads whatever it has.
  }
}
