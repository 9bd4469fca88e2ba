import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { privateStacksFolder } from '../../lib/terraform/private-folder';
import { EXIT } from '../terminal/exit-codes';
import type { RunningPrograms } from '../terminal/running-programs';
import { UserError } from '../terminal/user-error';

/** A stack as cdktf synthesized it. */
export interface SynthesizedStack {
  readonly name: string;
  /** Absolute path of its folder, in which terraform runs. */
  readonly dir: string;
  /** Absolute path of its configuration. */
  readonly file: string;
  /** Names of the stacks that must be applied before it. */
  readonly dependencies: readonly string[];
}

/**
 * Runs the app as the cdktf CLI does, and reads which stacks it has.
 *
 * @param landscape the file that the user named; the app reads it from the variable LANDSCAPE
 */
export async function synthesize(
  outDir: string,
  programs: RunningPrograms,
  landscape?: string,
): Promise<SynthesizedStack[]> {
  const { app, context } = readCdktfJson();
  privateStacksFolder(outDir);
  const env = withoutTerraformVariables({
    ...process.env,
    CDKTF_OUTDIR: resolve(outDir),
    CDKTF_CONTEXT_JSON: JSON.stringify(context),
    ...(landscape === undefined ? {} : { LANDSCAPE: resolve(landscape) }),
  });
  const done = await programs.run(app, [], { cwd: process.cwd(), env, shell: true });
  if (programs.interrupted) throw new UserError('Interrupted; nothing was changed.', EXIT.interrupted);
  if (done.code !== 0) {
    throw new UserError(
      `The app does not synthesize ('${app}', exit code ${done.code}):\n${[(done.stderr || done.stdout).trim(), done.unusual].filter(Boolean).join('\n')}`,
    );
  }
  return synthesizedStacks(outDir);
}

/** The stacks of a folder that was synthesized into; an error annotation of one stops here, as it stops cdktf. */
export function synthesizedStacks(outDir: string): SynthesizedStack[] {
  const manifest = readManifest(outDir);
  const wrong = Object.values(manifest.stacks).flatMap(({ name, annotations }) =>
    annotations.filter(({ level }) => level === '@cdktf/error').map(({ message }) => `${name}: ${message}`),
  );
  if (wrong.length > 0) throw new UserError(wrong.join('\n'));
  return Object.values(manifest.stacks).map(({ name, workingDirectory, synthesizedStackPath, dependencies }) => ({
    name,
    dir: resolve(outDir, workingDirectory),
    file: resolve(outDir, synthesizedStackPath),
    dependencies,
  }));
}

interface Manifest {
  readonly stacks: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly workingDirectory: string;
        readonly synthesizedStackPath: string;
        readonly dependencies: readonly string[];
        readonly annotations: readonly { readonly level: string; readonly message: string }[];
      }
    >
  >;
}

function readManifest(outDir: string): Manifest {
  const file = join(outDir, 'manifest.json');
  if (!existsSync(file)) throw new UserError(`${file} is missing: nothing has been synthesized into ${outDir}.`);
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}

function readCdktfJson(): { app: string; context: object } {
  if (!existsSync('cdktf.json')) {
    throw new UserError(
      "There is no cdktf.json here, so it is not known which app to run. Go to the folder of the project; 'btp-isc init' makes a new one.",
    );
  }
  const { app, context } = JSON.parse(readFileSync('cdktf.json', 'utf8')) as { app?: string; context?: object };
  if (!app) throw new UserError('cdktf.json has no `app`; add the command that runs it, e.g. "app": "node main.js".');
  return { app, context: context ?? {} };
}

/** cdktf keeps values of Terraform variables, which may be secret, away from the app. */
function withoutTerraformVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TF_VAR_')));
}

/** What a stack accepts of its own accord, by the id of the rule: `acknowledge` of the landscape or of the construct. */
export function acknowledgedBy(stack: SynthesizedStack): ReadonlyMap<string, string> {
  const configuration = JSON.parse(readFileSync(stack.file, 'utf8')) as {
    '//'?: { acknowledged?: readonly { rule: string; reason: string }[] };
  };
  return new Map((configuration['//']?.acknowledged ?? []).map(({ rule, reason }) => [rule, reason]));
}
