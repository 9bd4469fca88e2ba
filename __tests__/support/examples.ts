import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { projectRoot } from '../../toolchain/paths';
import type { TerraformJson } from './synth';

/** A landscape or an app that the project shows its users or tests itself with. */
export interface Example {
  /** Path in the project. */
  readonly name: string;
  /** The stacks by name, as `main.ts` or the example's own app synthesizes them. */
  synthesize(): ReadonlyMap<string, TerraformJson>;
}

/** `landscape.yaml`, the tests' landscapes and everything in `examples/`. */
export function examples(): Example[] {
  return [
    landscape('landscape.yaml'),
    ...listing('__tests__/fixtures')
      .filter((path) => path.endsWith('.yaml'))
      .map(landscape),
    ...listing('examples').flatMap((folder) => {
      if (existsSync(join(projectRoot, folder, 'main.ts'))) return [app(`${folder}/main.ts`)];
      return existsSync(join(projectRoot, folder, 'landscape.yaml')) ? [landscape(`${folder}/landscape.yaml`)] : [];
    }),
  ];
}

function listing(folder: string): string[] {
  const path = join(projectRoot, folder);
  return existsSync(path)
    ? readdirSync(path)
        .sort()
        .map((name) => `${folder}/${name}`)
    : [];
}

const landscape = (name: string): Example => ({
  name,
  synthesize: () => run('main.js', projectRoot, { LANDSCAPE: name, ...unsetVariables(name) }),
});

const app = (name: string): Example => ({
  name,
  synthesize: () => run(name.replace(/\.ts$/, '.js'), join(projectRoot, name, '..'), {}),
});

/** Runs a compiled app as the cdktf command does: in a process and an output folder of its own. */
function run(program: string, cwd: string, env: NodeJS.ProcessEnv): ReadonlyMap<string, TerraformJson> {
  const compiled = join(projectRoot, 'dist', program);
  if (!existsSync(compiled))
    throw new Error(`${relative(projectRoot, compiled)} is missing: 'npm run build' compiles it`);
  const outdir = mkdtempSync(join(tmpdir(), 'btp-isc-examples-'));
  try {
    execFileSync(process.execPath, [compiled], {
      cwd,
      env: { ...process.env, BTP_ISC_STATE_DIR: join(outdir, 'state'), ...env, CDKTF_OUTDIR: outdir },
      stdio: 'pipe',
    });
    return readStacks(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** What the cdktf command would find in an output folder. */
function readStacks(outdir: string): ReadonlyMap<string, TerraformJson> {
  const manifest = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as {
    stacks: Record<string, { synthesizedStackPath: string }>;
  };
  return new Map(
    Object.entries(manifest.stacks).map(([name, { synthesizedStackPath }]) => [
      name,
      JSON.parse(readFileSync(join(outdir, synthesizedStackPath), 'utf8')) as TerraformJson,
    ]),
  );
}

/** Texts for what a landscape takes from the environment and the environment does not have. */
function unsetVariables(name: string): NodeJS.ProcessEnv {
  const text = readFileSync(join(projectRoot, name), 'utf8');
  const names = [...text.matchAll(/\$\{env:(\w+)\}/g)].map(([, variable]) => variable as string);
  return Object.fromEntries(
    names.filter((variable) => process.env[variable] === undefined).map((v) => [v, 'from-the-environment']),
  );
}

/** What a stack contains under which address. */
export interface StackAddresses {
  /** Example and stack. */
  readonly name: string;
  /** Of resources and outputs. */
  readonly addresses: readonly string[];
  /** Addresses that its `moved` blocks name as former. */
  readonly moved: readonly string[];
}

export function stackAddresses(name: string, json: TerraformJson & { readonly moved?: unknown }): StackAddresses {
  const resources = Object.entries(json.resource ?? {}).flatMap(([type, named]) =>
    Object.keys(named).map((id) => `${type}.${id}`),
  );
  const moved = [json.moved ?? []].flat() as { from: string }[];
  const outputs = Object.keys(json.output ?? {}).map((output) => `output.${output}`);
  return { name, addresses: [...resources, ...outputs], moved: moved.map(({ from }) => from) };
}

const UPDATE = 'UPDATE_GOLDEN=1 npx jest --selectProjects contract --testPathPatterns addresses';

/**
 * Where addresses differ from the recorded ones, each with what to do.
 *
 * @param golden lines `example stack address`
 */
export function addressProblems(golden: readonly string[], now: readonly StackAddresses[]): string[] {
  const present = new Set(now.flatMap(({ name, addresses }) => addresses.map((address) => `${name} ${address}`)));
  const moved = new Set(now.flatMap(({ name, moved: former }) => former.map((address) => `${name} ${address}`)));
  const recorded = new Set(golden);
  return [
    ...golden.filter((line) => !present.has(line) && !moved.has(line)).map(gone),
    ...[...present].filter((line) => !recorded.has(line)).map((line) => `${line}: is new. Record it with ${UPDATE}`),
  ];
}

function gone(line: string): string {
  return line.includes(' output.')
    ? `${line}: is gone. Who reads this output loses it: keep it beside the new one. If that is meant: ${UPDATE}`
    : `${line}: is gone without a moved block. Terraform would destroy it and create another, a service key with ` +
        'another secret: keep the construct ids, or name the former address with moveFromId() on the resource. ' +
        `If that is meant: ${UPDATE}`;
}
