import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';
import { npm, npmPack } from './packed';
import { type CommandResult, execute } from './programs';

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
