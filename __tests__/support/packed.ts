import { execFileSync } from 'node:child_process';
import { projectRoot } from '../../toolchain/paths';

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
