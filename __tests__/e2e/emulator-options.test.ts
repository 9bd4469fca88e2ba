import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emulatorCommand } from '../../emulator/command';
import { projectRoot } from '../../toolchain/paths';
import { execute } from '../support/programs';
import { closedPort } from '../support/servers';

const dir = mkdtempSync(join(tmpdir(), 'btp-isc-emulator-options-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const run = (args: readonly string[], watch?: (child: ChildProcess) => void) =>
  execute(process.execPath, [join(projectRoot, 'dist/cli/main.js'), 'emulator', ...args], dir, process.env, watch);

/** Runs the local SAP for as long as `use` takes; its URLs, or how it ended. */
async function withEmulator(args: readonly string[], use: (urls: Record<string, string>) => Promise<void>) {
  let used: Promise<void> | undefined;
  const ended = await run(args, (child) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk;
      if (used || !text.includes('\n')) return;
      used = use(JSON.parse(text)).finally(() => child.kill('SIGTERM'));
    });
  });
  await used;
  return ended;
}

const ROWS: Readonly<Record<string, () => Promise<void>>> = {
  'emulator --port': async () => {
    const port = await closedPort();
    const { code } = await withEmulator(['--port', String(port), '--state', 'sap-port'], async ({ cfApiUrl }) => {
      expect(cfApiUrl).toContain(`:${port}`);
      const second = await run(['--port', String(port), '--state', 'sap-second']);
      expect(second.code).not.toBe(0);
    });
    expect(code).toBe(0);
  },
  'emulator --state': async () => {
    await withEmulator(['--state', 'sap-state'], async () => expect(existsSync(join(dir, 'sap-state'))).toBe(true));
  },
  'emulator --seed': async () => {
    writeFileSync(join(dir, 'seed.json'), '{"schema":"not-a-seed"}');
    const { code, output } = await run(['--state', 'sap-seed', '--seed', 'seed.json']);
    expect([code, output]).toEqual([1, expect.stringContaining('seed.json')]);
  },
  'emulator --faults': async () => {
    writeFileSync(join(dir, 'faults.json'), '{"rules":"none"}');
    const { code, output } = await run(['--state', 'sap-faults', '--faults', 'faults.json']);
    expect([code, output]).toEqual([1, expect.stringContaining('the faults are not valid')]);
  },
  'emulator --request-log': async () => {
    await withEmulator(['--state', 'sap-log', '--request-log', 'requests.jsonl'], async ({ cfApiUrl }) => {
      await fetch(`${cfApiUrl}/v3/info`);
    });
    expect(readFileSync(join(dir, 'requests.jsonl'), 'utf8')).toContain('/v3/info');
  },
};

test('every option of btp-isc emulator has a row, and no row is of another', () => {
  expect(Object.keys(ROWS).sort()).toEqual(
    emulatorCommand()
      .options.map(({ long }) => `emulator ${long}`)
      .sort(),
  );
});

test.each(Object.entries(ROWS))('%s', (_, row) => row());
