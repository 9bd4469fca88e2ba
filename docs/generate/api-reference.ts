import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';

const HERE = join(projectRoot, 'docs/generate');

/** Everything that the package exports, from its docstrings. */
export function apiReference(): string {
  const out = mkdtempSync(join(tmpdir(), 'btp-isc-api-'));
  try {
    // TypeDoc belongs to the workspace of this folder, because it needs a TypeScript that has an API.
    const library = createRequire(join(HERE, 'package.json')).resolve('typedoc');
    const typedoc = join(dirname(library), '../bin/typedoc');
    const args = [typedoc, '--options', join(HERE, 'typedoc.json'), '--out', out];
    const done = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: projectRoot });
    if (done.status !== 0) throw new Error(`TypeDoc failed:\n${done.stdout}${done.stderr}`);
    const reference = readFileSync(join(out, 'api.md'), 'utf8');
    return reference.replace(/^# .*\n/, TITLE);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const TITLE = `# API reference

Made from the docstrings by \`npm run generate\`. Everything is imported from \`cdktf-btp-isc\`.
`;
