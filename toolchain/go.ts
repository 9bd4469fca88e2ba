import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { ensureCached, findCached, type Ingredient } from './cache';
import { ToolchainError } from './errors';
import { projectRoot } from './paths';
import type { Progress } from './progress';
import { run } from './run';

export interface GoProgram {
  /** Folder below `toolchain/go` whose go.mod and go.sum pin everything that is compiled. */
  readonly dir: string;
  readonly package: string;
  readonly file: string;
  readonly title: string;
}

/** The folder that holds the program, built from its pinned module unless it was built before. */
export async function buildGoProgram(program: GoProgram, progress: Progress): Promise<string> {
  return ensureCached(program.dir, await ingredients(program), async (into) => {
    if (!(await goVersion())) throw new ToolchainError(goMissing(program.title));
    await progress.step(program.title, () => goBuild(program, into, progress.verbose));
  });
}

/** The folder that holds the program, if it was built before. */
export async function findGoProgram(program: GoProgram): Promise<string | undefined> {
  return findCached(program.dir, await ingredients(program));
}

const sourceDir = (program: GoProgram) => join(projectRoot, 'toolchain', 'go', program.dir);

async function ingredients(program: GoProgram): Promise<Ingredient[]> {
  const go = (await goVersion()) ?? '';
  return [{ text: `${go} ${program.package} ${program.file}` }, { path: sourceDir(program) }];
}

async function goBuild(program: GoProgram, into: string, verbose: boolean): Promise<void> {
  const output = join(into, program.file);
  // -mod=readonly: go.sum decides, nothing is added to it on the way.
  const args = [
    'build',
    '-mod=readonly',
    '-buildvcs=false',
    '-trimpath',
    '-ldflags',
    '-s -w',
    '-o',
    output,
    program.package,
  ];
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  const done = await run('go', args, { cwd: sourceDir(program), env, verbose });
  if (done.code !== 0) {
    throw new ToolchainError(
      `${program.title} failed:\n${lastLines(done.stderr)}\nGo needs its module proxy (see 'go env GOPROXY') and free disk space; ` +
        'run the same command with --verbose to see every step. Nothing half-built was kept.',
    );
  }
  chmodSync(output, 0o755);
}

let version: Promise<string | undefined> | undefined;

/** What `go version` says, or nothing where Go is not installed. */
function goVersion(): Promise<string | undefined> {
  version ??= run('go', ['version']).then((done) => (done.code === 0 ? done.stdout.trim() : undefined));
  return version;
}

const goMissing = (title: string) =>
  `${title} needs Go 1.24 or newer, and no 'go' is on PATH. Install Go, or make a Terraform registry reachable ` +
  '(directly, by HTTPS_PROXY, or by a mirror in your Terraform CLI configuration) and install terraform or tofu.';

export function lastLines(text: string, count = 12): string {
  return text.trim().split('\n').slice(-count).join('\n');
}
