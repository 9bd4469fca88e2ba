import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalSap } from '../../testing';
import { readTools } from '../../toolchain/tools';
import { QUICK } from '../support/landscapes';
import { HttpState, Postgres, whyNoPostgres } from '../support/servers';
import { SapWorkspace } from '../support/workspace';

const MINUTE = 60_000;

const tools = readTools();

/** The secret of the only connector, out of a state. */
const secretIn = (state: string) => JSON.parse(state).outputs.employee_hired_client_secret.value as string;

describe('state behind HTTP', () => {
  const server = new HttpState({ username: 'isc', password: 'fake-password' });
  let it: SapWorkspace;

  beforeAll(async () => {
    const url = await server.start();
    it = new SapWorkspace(await startLocalSap(), {
      env: { TF_HTTP_USERNAME: 'isc', TF_HTTP_PASSWORD: 'fake-password' },
    });
    it.landscape(`${QUICK}state: { backend: http, address: '${url}/{stack}' }\n`);
  });

  afterAll(async () => {
    await it?.end();
    await server.stop();
  });

  test(
    'review and apply keep it there, locked while they work, and nowhere else',
    async () => {
      expect((await it.btpIsc('review')).code).toBe(2);
      const { code, output } = await it.btpIsc('apply');
      expect(output).toContain('✔ hr-dev: ');
      expect(code).toBe(0);
      expect([...server.states.keys()]).toEqual(['/hr-dev']);
      expect(server.methods.filter((method) => method === 'LOCK')).toHaveLength(2);
      expect(server.methods.indexOf('LOCK')).toBeLessThan(server.methods.indexOf('POST'));
      expect(server.locks.size).toBe(0);
      expect(readdirSync(it.stateDir)).toEqual([]);
      expect(output).not.toContain(secretIn(server.states.get('/hr-dev') ?? ''));
    },
    2 * MINUTE,
  );

  test(
    'while another run holds the lock nothing is planned, and it is said which lock is in the way',
    async () => {
      server.locks.set(
        '/hr-dev',
        JSON.stringify({ ID: 'some-id', Operation: 'OperationTypeApply', Who: 'colleague@pc' }),
      );
      const { code, output } = await it.btpIsc('review');
      expect(output).toContain('cannot be planned: Another run holds the lock of the state (backend http');
      expect(output).toContain('in the folder of the stack: terraform force-unlock some-id');
      expect(code).toBe(1);
      server.locks.clear();
      expect((await it.btpIsc('review')).code).toBe(0);
    },
    2 * MINUTE,
  );

  test('the credentials of the backend are in no file that cdktf synthesized', () => {
    expect(readFileSync(join(it.outDir, 'stacks/hr-dev/cdk.tf.json'), 'utf8')).not.toContain('fake-password');
  });
});

const noPostgres = whyNoPostgres();
(noPostgres ? describe.skip : describe)(`state in PostgreSQL${noPostgres && ` (skipped: ${noPostgres})`}`, () => {
  const postgres = new Postgres();
  let it: SapWorkspace;

  beforeAll(async () => {
    await postgres.start();
    it = new SapWorkspace(await startLocalSap(), { env: { PG_CONN_STR: postgres.connection } });
    it.landscape(`${QUICK}state: { backend: pg }\n`);
  }, MINUTE);

  afterAll(async () => {
    await it?.end();
    await postgres.stop();
  });

  test(
    'review and apply keep it in a schema of the stack',
    async () => {
      expect((await it.btpIsc('review')).code).toBe(2);
      const { code, output } = await it.btpIsc('apply');
      expect(output).toContain('✔ hr-dev: ');
      expect(code).toBe(0);
      expect(postgres.query('select name from "btp_isc_hr-dev".states')).toEqual(['default']);
      expect(readdirSync(it.stateDir)).toEqual([]);
    },
    2 * MINUTE,
  );

  test(
    'while another run holds the lock nothing is planned',
    async () => {
      const letGo = await postgres.hold('select pg_advisory_lock(id) from "btp_isc_hr-dev".states');
      try {
        const { code, output } = await it.btpIsc('review');
        expect(output).toContain('cannot be planned: Another run holds the lock of the state. Wait until it has ended');
        expect(code).toBe(1);
      } finally {
        await letGo();
      }
    },
    MINUTE,
  );

  test(
    'the next review finds it there',
    async () => {
      const { code, output } = await it.btpIsc('review');
      expect(output).toContain('No changes in 1 stack.');
      expect(code).toBe(0);
    },
    MINUTE,
  );
});

const { tofu } = tools.clis;
const noTofu = tofu ? '' : "skipped: tofu is not there; 'npm run setup -- --tofu' builds it";
(tofu ? describe : describe.skip)(`state and plans encrypted by OpenTofu${noTofu && ` (${noTofu})`}`, () => {
  const ENCRYPTION = `
    key_provider "pbkdf2" "k" { passphrase = "fake-passphrase-of-a-test" }
    method "aes_gcm" "m" { keys = key_provider.pbkdf2.k }
    state { 
      method = method.aes_gcm.m
      enforced = true
    }
    plan {
      method = method.aes_gcm.m
      enforced = true
    }`;
  let encrypted: SapWorkspace;
  let plain: SapWorkspace;

  beforeAll(async () => {
    encrypted = new SapWorkspace(await startLocalSap(), { cli: tofu, env: { TF_ENCRYPTION: ENCRYPTION } });
    plain = new SapWorkspace(await startLocalSap(), { cli: tofu });
    for (const one of [encrypted, plain]) one.landscape(QUICK);
  });

  afterAll(async () => {
    await encrypted?.end();
    await plain?.end();
  });

  const everyFile = (dir: string): string[] =>
    existsSync(dir)
      ? readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
          entry.isDirectory() ? everyFile(join(dir, entry.name)) : entry.isFile() ? [join(dir, entry.name)] : [],
        )
      : [];

  test(
    'without it the state holds the secret in plain text, and the review says so',
    async () => {
      const { output } = await plain.btpIsc('review');
      expect(output).toContain('The client secrets of all keys are in plain text in the state');
      expect((await plain.btpIsc('apply')).code).toBe(0);
      const state = readFileSync(join(plain.stateDir, 'terraform.hr-dev.tfstate'), 'utf8');
      expect(secretIn(state)).toMatch(/^\S{20,}$/);
    },
    2 * MINUTE,
  );

  test(
    'with it neither state nor plan nor any other file holds the secret, and everything works',
    async () => {
      const first = await encrypted.btpIsc('review');
      expect(first.output).not.toContain('in plain text');
      expect((await encrypted.btpIsc('apply')).code).toBe(0);
      const state = readFileSync(join(encrypted.stateDir, 'terraform.hr-dev.tfstate'), 'utf8');
      expect(JSON.parse(state)).toHaveProperty('encrypted_data');

      // A change of the roles, so that there is a plan which knows the key.
      encrypted.landscape(QUICK.replace('- name: isc-runtime', '- name: isc-runtime\n        roles: [Other]'));
      expect((await encrypted.btpIsc('review', '--acknowledge', 'PLAN003=test')).code).toBe(2);
      const revealed = await encrypted.btpIsc('sheet', '--json', '--reveal');
      const [{ clientSecret }] = JSON.parse(revealed.stdout);
      expect(clientSecret).toMatch(/\S{20,}/);
      const files = everyFile(encrypted.dir).filter((file) => !file.includes('/.terraform/providers/'));
      expect(files.filter((file) => file.endsWith('.tfplan'))).toHaveLength(1);
      for (const file of files)
        expect({ file, found: readFileSync(file).includes(clientSecret) }).toEqual({ file, found: false });
      // A plan in plain text is a zip archive, in which the secret would be compressed.
      for (const file of files) expect(readFileSync(file).subarray(0, 2).toString()).not.toBe('PK');
    },
    3 * MINUTE,
  );
});
