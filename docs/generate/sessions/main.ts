// `npm run record`: runs the terminal sessions of the documentation against the local SAP and writes what has changed.
// `__tests__/e2e/docs-sessions.test.ts` fails where a page shows something else.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../toolchain/paths';
import { toolchain } from '../../../toolchain/setup';
import { record, recordedPages, renewed } from './record';

async function main(): Promise<void> {
  const { cli, env } = await toolchain();
  for (const page of recordedPages()) {
    process.stderr.write(`• ${page.path}\n`);
    const recordings = await record(page, { ...process.env, ...env, TERRAFORM_BINARY_NAME: cli.path });
    writeFileSync(join(projectRoot, page.path), renewed(page, recordings));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
