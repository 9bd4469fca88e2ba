import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../../emulator';
import { projectRoot } from '../../toolchain/paths';
import { QUICK } from '../support/landscapes';
import { availableCli, btpIsc } from '../support/programs';

const MINUTE = 60_000;
const PASSWORD = 'fake-password-of-a-technical-user';
const NOISY = { TF_LOG: 'TRACE', CDKTF_LOG_LEVEL: 'debug', DEBUG: '*', BTP_PASSWORD: PASSWORD, CF_PASSWORD: PASSWORD };

const local = mkdtempSync(join(tmpdir(), 'btp-isc-debug-'));
const landscapeFile = join(local, 'landscape.yaml');
const env = {
  ...process.env,
  ...NOISY,
  BTP_ISC_LOCAL_DIR: local,
  LANDSCAPE: landscapeFile,
  CF_STAND_IN_POLL_INTERVAL: '200ms',
};

/** Command lines of all processes; on other systems than Linux there is nothing to read. */
function commandLines(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .join('\n');
}

/** `npm start` with everything that can be made to talk made to talk. */
function npmStart(...args: string[]): Promise<{ code: number | null; output: string }> {
  const bootstrap = join(projectRoot, 'toolchain/bootstrap.mjs');
  const child = spawn(process.execPath, [bootstrap, 'start', ...args], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Every spelling under which a secret could slip through. */
function spellings(secret: string, clientId: string): string[] {
  const pair = Buffer.from(`${clientId}:${secret}`).toString('base64');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    pair,
  ];
}

function files(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return files(path);
    return entry.isFile() ? [path] : [];
  });
}

const proc = existsSync('/proc/self/cmdline');

(proc ? describe : describe.skip)(
  `at the most talkative log level no secret leaves its place${proc ? '' : ' (skipped: no /proc to read command lines from)'}`,
  () => {
    let said = '';
    let seenCommands = '';
    let revealed = '';
    let secrets: string[] = [];
    const logsBefore = readdirSync(projectRoot).filter((name) => name.endsWith('.log'));

    beforeAll(async () => {
      writeFileSync(landscapeFile, QUICK);
      const lines = new Set<string>();
      const sampling = setInterval(() => lines.add(commandLines()), 100);
      const started = await npmStart('--verbose');
      said += started.output;
      const sap = await startEmulator({ stateDir: join(local, 'emulator') });
      const terraform = { TERRAFORM_BINARY_NAME: process.env.TERRAFORM_BINARY_NAME ?? availableCli().cli.path };
      const outputs = ['--output', join(local, 'cdktf.out')];
      for (const args of [
        ['sheet', '--debug'],
        ['sheet', '--json'],
        ['sheet', '--format', 'html'],
        ['sheet', '--format', 'markdown'],
        ['sheet', '--file', join(local, 'sheet.html')],
        ['verify', '--debug'],
        ['verify', '--debug', '--json'],
      ]) {
        const ended = await btpIsc([...args, ...outputs], { env: { ...env, ...terraform } });
        expect([args.join(' '), ended.code]).toEqual([args.join(' '), 0]);
        said += ended.stdout + ended.stderr;
      }
      revealed = (await btpIsc(['sheet', '--reveal', ...outputs], { env: { ...env, ...terraform } })).stdout;
      await sap.close();
      clearInterval(sampling);
      seenCommands = [...lines].join('\n');
      const state = JSON.parse(readFileSync(join(local, 'state/terraform.hr-dev.tfstate'), 'utf8'));
      const value = (name: string) => String(state.outputs[`employee_hired_${name}`].value);
      secrets = [
        ...spellings(value('client_secret'), value('client_id')),
        ...spellings(PASSWORD, 'local-user@example.com'),
      ];
      expect(started.code).toBe(0);
    }, 5 * MINUTE);

    afterAll(() => rmSync(local, { recursive: true, force: true }));

    test('what is searched would be found: the tools did talk, and --reveal shows the secret', () => {
      expect(revealed).toContain(secrets[0]);
      expect(said).toContain('[TRACE]');
      expect(said).toContain('✔ Employee Hired (hr-dev)');
      expect(Math.min(...secrets.map(({ length }) => length))).toBeGreaterThan(20);
      expect(seenCommands).toMatch(/terraform|tofu/);
    });

    test('not on stdout or stderr', () => {
      expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
      expect(said).not.toMatch(/"access_token"|Bearer ey/);
    });

    test('not among the arguments of any process', () => {
      expect(secrets.filter((secret) => seenCommands.includes(secret))).toEqual([]);
    });

    test('in no file but the state and the local SAP, which others cannot read, in folders that they cannot enter', () => {
      const holding = files(local).filter((file) => {
        const text = readFileSync(file, 'latin1');
        return secrets.some((secret) => text.includes(secret));
      });
      expect(holding.length).toBeGreaterThan(0);
      for (const file of holding) {
        expect(file).toMatch(/\/state\/terraform\.hr-dev\.tfstate(\.backup)?$|\/emulator\/(snapshot|journal)\.jsonl$/);
        expect((statSync(file).mode & 0o077).toString(8)).toBe('0');
        expect((statSync(join(file, '..')).mode & 0o077).toString(8)).toBe('0');
      }
      expect((statSync(join(local, 'cdktf.out')).mode & 0o077).toString(8)).toBe('0');
      expect(readdirSync(projectRoot).filter((name) => name.endsWith('.log'))).toEqual(logsBefore);
    });
  },
);
