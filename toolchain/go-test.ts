import { run } from './run';
import { emptyTally, goTally, type Tally } from './test-tally';

/** Vets and tests a Go module; where Go is not installed the module's tests are skipped, and said to be. */
export async function goTest(dir: string): Promise<Tally> {
  const env = { ...process.env, GOFLAGS: '', GOWORK: 'off' };
  const version = await run('go', ['version']);
  if (version.code !== 0)
    return { ...emptyTally, skippedNames: ['tests of the stand-in provider (Go is not on PATH)'] };
  const vet = await run('go', ['vet', './...'], { cwd: dir, env });
  if (vet.code !== 0) process.stdout.write(vet.stderr);
  const done = await run('go', ['test', '-json', './...'], { cwd: dir, env });
  const tally = goTally(done.stdout);
  if (tally.failed > 0) process.stdout.write(failures(done.stdout) + done.stderr);
  process.stdout.write(`${tally.passed} passed, ${tally.failed} failed (go test)\n`);
  return vet.code === 0 ? tally : { ...tally, failed: tally.failed + 1 };
}

function failures(jsonLines: string): string {
  const lines = jsonLines.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => (JSON.parse(line) as { Output?: string }).Output ?? '').join('');
}
