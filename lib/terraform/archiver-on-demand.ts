/**
 * cdktf loads the archiver with which it zips assets, streams and compressors included, before anything else: a third of the
 * time that it takes to load (docs/performance.md). What a landscape synthesizes to has no assets, so it is loaded here when
 * it is first used. Import this before `cdktf`.
 */
import { createRequire, Module } from 'node:module';

const NAME = 'archiver';

function onDemand(): void {
  const fromCdktf = createRequire(require.resolve('cdktf'));
  const file = fromCdktf.resolve(NAME);
  if (require.cache[file]) return;
  const stub = new Module(file);
  stub.filename = file;
  stub.loaded = true;
  stub.exports = standingFor(() => {
    if (require.cache[file] === stub) delete require.cache[file];
    return fromCdktf(NAME) as Archiver;
  });
  require.cache[file] = stub;
}

type Archiver = (...args: unknown[]) => unknown;

/** A function that is called, and has its properties read, as the one that `load` loads. */
function standingFor(load: () => Archiver): Archiver {
  return new Proxy((() => {}) as Archiver, {
    apply: (_, self, args) => Reflect.apply(load(), self, args),
    get: (_, property) => Reflect.get(load(), property),
  });
}

try {
  onDemand();
} catch {
  // A cdktf that has no archiver of that name loads whatever it has.
}
