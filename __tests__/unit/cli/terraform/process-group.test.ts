import { collectOutput, ProcessGroup, RunningPrograms } from '../../../../cli/terraform/process-group';
import { runningProcesses } from '../../../support/programs';

const run = (script: string) => collectOutput(new ProcessGroup('/bin/sh', ['-c', script], {}));
const isRunning = (pid: number) => runningProcesses().some((each) => each.pid === pid);

test('everything that a program prints is read, and its exit code', async () => {
  const { code, stdout, stderr } = await run('seq 1 200000; seq 1 100000 >&2; exit 3');
  expect(stdout.split('\n')).toHaveLength(200001);
  expect(stderr.split('\n')).toHaveLength(100001);
  expect(code).toBe(3);
});

test('a program that does not exist is named', async () => {
  const { code, unusual } = await collectOutput(new ProcessGroup('no-such-program', [], {}));
  expect(unusual).toMatch(/^no-such-program does not start \(.*ENOENT/);
  expect(code).toBe(127);
});

test('a program that another process kills ends what it has started, also what ignores SIGTERM, and says so', async () => {
  const { code, stdout, unusual } = await run("(trap '' TERM; while :; do sleep 1; done) & echo $!; kill -9 $$");
  expect(unusual).toBe(
    'sh was ended by SIGKILL, which btp-isc has not sent. Programs that it had started were still running and have been ended.',
  );
  expect(code).toBe(137);
  expect(isRunning(Number(stdout))).toBe(false);
});

test('what a program leaves running is ended and told, also after a success', async () => {
  const said: string[] = [];
  const programs = new RunningPrograms((line) => said.push(line));
  const { code, stdout } = await programs.run('/bin/sh', ['-c', 'sleep 600 & echo $!'], {});
  programs.close();
  expect(said).toEqual(['Programs that it had started were still running and have been ended.']);
  expect(code).toBe(0);
  expect(isRunning(Number(stdout))).toBe(false);
});

test('what we end ourselves is nothing unusual', async () => {
  const group = new ProcessGroup('/bin/sh', ['-c', 'sleep 600 & wait'], {});
  expect(group.signal('SIGTERM')).toBe(true);
  expect(await group.ended()).toEqual({ code: 143, unusual: undefined });
  expect(group.signal('SIGTERM')).toBe(false);
});

test('what is started after Ctrl-C is ended at once', async () => {
  const programs = new RunningPrograms(() => undefined);
  process.emit('SIGINT');
  const group = programs.start('/bin/sh', ['-c', 'sleep 600'], {});
  expect(await group.ended()).toEqual({ code: 137, unusual: undefined });
  programs.close();
});
