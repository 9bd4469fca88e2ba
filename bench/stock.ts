import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, toolchainDir } from '../toolchain/paths';
import { readTools } from '../toolchain/tools';
import type { Program } from './program';

const FILES = ['package.json', 'cdktf.json', 'tsconfig.json', 'main.ts'];

/**
 * The stock project of cdktf's TypeScript template with the resources of one subaccount, installed and with bindings from
 * `cdktf get`, as its user would have it.
 */
export function stockProject(): Program {
  const source = join(projectRoot, 'bench/stock');
  const cwd = join(toolchainDir, 'bench/stock');
  const wanted = FILES.map((name) => readFileSync(join(source, name), 'utf8')).join();
  const stamp = join(cwd, '.ready');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    mkdirSync(cwd, { recursive: true });
    for (const name of FILES) cpSync(join(source, name), join(cwd, name));
    process.stderr.write('• Installing the stock project (once)\n');
    run(cwd, 'npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
    process.stderr.write('• Generating its bindings (once)\n');
    run(cwd, process.execPath, [require.resolve('cdktf-cli/bundle/bin/cdktf'), 'get']);
    writeFileSync(stamp, wanted);
  }
  return { file: 'npx', args: ['ts-node', 'main.ts'], cwd };
}

function run(cwd: string, file: string, args: readonly string[]): void {
  const done = spawnSync(file, args, { cwd, env: { ...process.env, ...readTools().env }, encoding: 'utf8' });
  if (done.status !== 0)
    throw new Error(`${file} ${args.join(' ')} ended with ${done.status}:\n${done.stdout}${done.stderr}`);
}
