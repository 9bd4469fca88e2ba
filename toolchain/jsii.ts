import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ToolchainError } from './errors';
import { lastLines } from './go';
import { projectRoot } from './paths';
import { run } from './run';

const fromLanguages = createRequire(join(projectRoot, 'languages', 'package.json'));

/** A program of the workspace `languages`. */
export async function jsiiTool(name: 'jsii' | 'jsii-pacmak', args: readonly string[], cwd: string): Promise<void> {
  const program = join(dirname(fromLanguages.resolve(`${name}/package.json`)), 'bin', name);
  const done = await run(process.execPath, [program, ...args], { cwd, env: { ...process.env, ...QUIET_ON_OLD_NODE } });
  if (done.code !== 0) throw new ToolchainError(`${name} failed:\n${lastLines(done.stdout + done.stderr, 60)}`);
}

/** jsii warns of releases of Node.js that it no longer tests, each time, in eleven lines; those that are supported here work. */
export const QUIET_ON_OLD_NODE = {
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0],
};
