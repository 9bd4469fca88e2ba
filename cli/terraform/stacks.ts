import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { IManifest } from 'cdktf';
import type { TerraformConfiguration } from '../../lib/policy/configuration';
import { privateStacksFolder } from '../../lib/terraform/private-folder';
import { EXIT, UserError } from '../io/exit';
import type { RunningPrograms } from './process-group';

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

/** What `cdk.tf.json` holds, as far as commands read it. */
export interface StackConfiguration extends TerraformConfiguration {
  readonly terraform?: TerraformConfiguration['terraform'] & {
    readonly encryption?: object;
    readonly backend?: Readonly<Record<string, { readonly path?: string }>>;
    readonly cloud?: object;
  };
  readonly provider?: { readonly cloudfoundry?: readonly { readonly api_url?: string }[] };
}

/** The one reader of `cdk.tf.json`. */
export const configurationOf = ({ file }: Pick<SynthesizedStack, 'file'>) =>
  JSON.parse(readFileSync(file, 'utf8')) as StackConfiguration;

/** The file that holds the state of a stack, where that is a local one. */
export function localStateFile(stack: Pick<SynthesizedStack, 'dir' | 'file'>): string | undefined {
  const path = configurationOf(stack).terraform?.backend?.local?.path;
  return path === undefined || isAbsolute(path) ? path : join(stack.dir, path);
}

interface AppOptions {
  readonly programs: RunningPrograms;
  readonly env: NodeJS.ProcessEnv;
  /** The file that the user named; the app reads it from the variable LANDSCAPE. */
  readonly landscape?: string;
}

/** Runs the app as the cdktf CLI does, and reads which stacks it has. */
export async function synthesizeStacks(
  outDir: string,
  { programs, env, landscape }: AppOptions,
): Promise<SynthesizedStack[]> {
  const { app, context } = readCdktfJson();
  privateStacksFolder(outDir);
  const appEnv = withoutTerraformVariables({
    ...env,
    CDKTF_OUTDIR: resolve(outDir),
    CDKTF_CONTEXT_JSON: JSON.stringify(context),
    ...(landscape === undefined ? {} : { LANDSCAPE: resolve(landscape) }),
  });
  const { code, stdout, stderr, unusual } = await programs.run(app, [], {
    cwd: process.cwd(),
    env: appEnv,
    shell: true,
  });
  if (programs.interrupted) throw new UserError('Interrupted; nothing was changed.', EXIT.interrupted);
  if (code === 0) return readStacks(outDir);
  const said = [(stderr || stdout).trim(), unusual].filter(Boolean).join('\n');
  throw new UserError(`The app does not synthesize ('${app}', exit code ${code}):\n${said}`);
}

/** The stacks of a folder that was synthesized into; an error annotation of one stops here, as it stops cdktf. */
export function readStacks(outDir: string): SynthesizedStack[] {
  const stacks = Object.values(readManifest(outDir).stacks);
  const errors = stacks.flatMap(({ name, annotations }) =>
    annotations.filter(({ level }) => level === '@cdktf/error').map(({ message }) => `${name}: ${message}`),
  );
  if (errors.length > 0) throw new UserError(errors.join('\n'));
  return stacks.map(({ name, workingDirectory, synthesizedStackPath, dependencies }) => ({
    name,
    dir: resolve(outDir, workingDirectory),
    file: resolve(outDir, synthesizedStackPath),
    dependencies,
  }));
}

function readManifest(outDir: string): IManifest {
  const file = join(outDir, 'manifest.json');
  if (!existsSync(file)) throw new UserError(`${file} is missing: nothing has been synthesized into ${outDir}.`);
  return JSON.parse(readFileSync(file, 'utf8')) as IManifest;
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
