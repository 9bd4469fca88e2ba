#!/usr/bin/env node
// The command of the package: the compiled program where there is one, else (on a fresh clone) by way of the bootstrap.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const compiled = fileURLToPath(new URL('../dist/package/cli/main.js', import.meta.url));
const bootstrap = new URL('../toolchain/bootstrap.mjs', import.meta.url);

if (existsSync(fileURLToPath(bootstrap))) {
  process.argv.splice(2, 0, 'btp-isc');
  await import(bootstrap.href);
} else {
  createRequire(import.meta.url)(compiled);
}
