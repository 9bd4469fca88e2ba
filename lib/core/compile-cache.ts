/**
 * What V8 made of each file is kept beside the installed packages and found there by the next start: a quarter less time to
 * load (docs/performance.md). Node.js can do that from 22.1 on; where it cannot, or may not write there, everything is
 * compiled as ever. `NODE_COMPILE_CACHE` names another place, `NODE_DISABLE_COMPILE_CACHE=1` none.
 *
 * For programs, not for a library, because it acts on all of a process. Import this before all else.
 *
 * @see https://nodejs.org/api/module.html#module-compile-cache
 */
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';

interface CompileCache {
  /** @since Node.js 22.1 */
  enableCompileCache?(folder: string): unknown;
}

function besidePackages(): string {
  return join(dirname(require.resolve('cdktf/package.json')), '../.cache/cdktf-btp-isc');
}

try {
  (nodeModule as CompileCache).enableCompileCache?.(besidePackages());
} catch {
  // Whoever needs what is missing says so.
}
