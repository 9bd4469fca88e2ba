import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalSap, startLocalSap } from '../../testing';
import { QUICK, subaccounts } from '../support/landscapes';
import { type CommandResult, sentences, succeeded } from '../support/programs';
import { HttpState } from '../support/servers';
import { CREATES_INSTANCE, HELD, letGo, SapWorkspace } from '../support/workspace';

const MINUTE = 60_000;

/** Where both find the state; what else they have is their own. */
const PLACES = [
  {
    place: 'in a folder',
    holder: String.raw`: \S+@\S+ \(Apply\), since \d{4}-\d\d-\d\d [\d:]{8} UTC`,
    begin: async () => ({ state: '', env: {}, states: () => undefined, end: async () => undefined }),
  },
  {
    place: 'behind HTTP',
    holder: String.raw` \(backend http, which does not tell who\)`,
    begin: async () => {
      const server = new HttpState({ username: 'isc', password: 'fake-password' });
      const url = await server.start();
      return {
        state: `state: { backend: http, address: '${url}/{stack}' }\n`,
        env: { TF_HTTP_USERNAME: 'isc', TF_HTTP_PASSWORD: 'fake-password' },
        states: () => server.states.get('/hr-dev'),
        end: () => server.stop(),
      };
    },
  },
];

const STACK_TRACE = /^\s+at .+:\d+:\d+\)?$/m;

describe.each(PLACES)('two deployments of one stack, whose state is $place', ({ begin, holder }) => {
  let elsewhere: Awaited<ReturnType<typeof begin>>;
  let sap: LocalSap;
  let first: SapWorkspace;
  let second: SapWorkspace;

  beforeAll(async () => {
    elsewhere = await begin();
    sap = await startLocalSap({ faults: HELD });
    first = new SapWorkspace(sap, { env: elsewhere.env });
    second = new SapWorkspace(sap, { env: { ...elsewhere.env, BTP_ISC_STATE_DIR: first.stateDir } });
    for (const one of [first, second]) one.landscape(QUICK + elsewhere.state);
  });

  afterAll(async () => {
    second?.remove();
    await first?.end();
    await elsewhere?.end();
  });

  const stateText = () => elsewhere.states() ?? readFileSync(join(first.stateDir, 'terraform.hr-dev.tfstate'), 'utf8');

  test(
    'one applies, the other changes nothing and says who holds the lock and what to do',
    async () => {
      expect((await first.btpIsc('review')).code).toBe(2);
      expect((await second.btpIsc('review')).code).toBe(2);
      const running = first.btpIsc('apply');
      await sap.waitForChange(CREATES_INSTANCE);
      const refused = await second.btpIsc('apply');
      expect(refused.output).toMatch(new RegExp(`✘ hr-dev: Another run holds the lock of the state${holder}\\.`));
      expect(refused.output).toMatch(/in the folder of the stack: terraform force-unlock [\da-f-]{36}/);
      expect(refused.output).toContain("let 'btp-isc review' and 'btp-isc apply' wait for it: --lock-timeout 10m");
      expect(refused.output).toContain('done before that: nothing');
      expect(refused.output).not.toMatch(STACK_TRACE);
      expect(refused.code).toBe(1);
      await letGo(sap);
      expect(succeeded(await running)).toContain('✔ hr-dev: ');
    },
    2 * MINUTE,
  );

  test(
    'the state is whole, everything exists once, and the next review finds nothing to do',
    async () => {
      expect(JSON.parse(stateText()).outputs.employee_hired_client_secret.value).toMatch(/\S{20,}/);
      expect((await sap.inventory()).counts).toMatchObject({ spaces: 1, serviceInstances: 1, serviceKeys: 1 });
      for (const one of [first, second]) {
        expect((await one.btpIsc('review')).output).toContain('No changes in 1 stack.');
      }
    },
    MINUTE,
  );

  test(
    'with --lock-timeout the other waits: its apply finds that its plan is stale, its review has nothing left to do',
    async () => {
      for (const one of [first, second])
        one.landscape(
          `${QUICK.replace('- name: isc-runtime', '- name: isc-runtime\n        tokenValidity: 7200')}${elsewhere.state}`,
        );
      expect((await first.btpIsc('review')).code).toBe(2);
      expect((await second.btpIsc('review')).code).toBe(2);
      await sap.setFaults(HELD);
      const running = first.btpIsc('apply');
      await sap.waitForChange('PATCH /cf/v3/service_instances/:guid');
      const waiting = await second.watched(
        ({ stderr }) => stderr?.on('data', (text) => /waits for the lock/.test(text) && void letGo(sap)),
        'apply',
        '--lock-timeout',
        '1m',
      );
      expect(waiting.output).toContain('hr-dev: waits for the lock of the state');
      expect(waiting.output).toContain('The plan is stale: the state was changed after the review.');
      expect(waiting.code).toBe(1);
      expect((await running).code).toBe(0);
      expect((await second.btpIsc('review', '--lock-timeout', '1m')).output).toContain('No changes in 1 stack.');
    },
    2 * MINUTE,
  );
});

describe('two deployments with the same plans', () => {
  let it: SapWorkspace;

  beforeAll(async () => {
    it = new SapWorkspace(await startLocalSap({ faults: HELD }));
    it.landscape(QUICK);
  });

  afterAll(() => it?.end());

  test(
    'one applies them; another apply and another review are refused and leave the plans alone',
    async () => {
      expect((await it.btpIsc('review')).code).toBe(2);
      const running = it.btpIsc('apply');
      await it.sap.waitForChange(CREATES_INSTANCE);
      for (const command of ['apply', 'review'] as const) {
        const { code, output } = await it.btpIsc(command);
        expect(output).toMatch(
          /Another run applies the plans in \S+ since \S+ \(process \d+\)\. Wait until it has ended/,
        );
        expect(output).not.toMatch(STACK_TRACE);
        expect(code).toBe(1);
      }
      await letGo(it.sap);
      expect(succeeded(await running)).toContain('✔ hr-dev: ');
      expect((await it.btpIsc('review')).code).toBe(0);
    },
    2 * MINUTE,
  );
});

test(
  'two times cdktf deploy of one stack: one deploys, the other shows who holds the lock, and the next changes nothing',
  async () => {
    const sap = await startLocalSap({ faults: HELD });
    const first = new SapWorkspace(sap);
    const second = new SapWorkspace(sap, { env: { BTP_ISC_STATE_DIR: first.stateDir } });
    try {
      for (const one of [first, second]) one.landscape(QUICK);
      const running = first.cdktf('deploy');
      await sap.waitForChange(CREATES_INSTANCE);
      const refused = await second.cdktf('deploy');
      // terraform says who; what cdktf prints may end before that.
      expect(sentences(await second.plan('hr-dev'))).toMatch(/Error acquiring the state lock .*Who: \S+@\S+/);
      expect(refused.code).not.toBe(0);
      await letGo(sap);
      succeeded(await running);
      expect((await second.btpIsc('review')).output).toContain('No changes in 1 stack.');
      expect((await sap.inventory()).counts).toMatchObject({ spaces: 1, serviceInstances: 1, serviceKeys: 1 });
    } finally {
      second.remove();
      await first.end();
    }
  },
  3 * MINUTE,
);

test(
  'deployments of different stacks at the same time do not hinder each other',
  async () => {
    const { landscapes, seed } = subaccounts(2);
    const sap = await startLocalSap({ seed });
    const both = landscapes.map((text) => {
      const one = new SapWorkspace(sap);
      one.landscape(text);
      return one;
    });
    try {
      const runs = await Promise.all(both.map((one) => one.cdktf('deploy')));
      runs.forEach(succeeded);
      expect((await sap.inventory()).counts).toMatchObject({ spaces: 2, serviceInstances: 2, serviceKeys: 2 });
      const reviews: CommandResult[] = await Promise.all(both.map((one) => one.btpIsc('review')));
      for (const { output } of reviews) expect(output).toContain('No changes in 1 stack.');
    } finally {
      for (const one of both) one.remove();
      await sap.stop();
    }
  },
  3 * MINUTE,
);

test(
  'six subaccounts, three at a time, by cdktf deploy and then a seventh by btp-isc apply',
  async () => {
    const { landscape, seed } = subaccounts(7);
    const it = new SapWorkspace(await startLocalSap({ seed }));
    try {
      it.landscape(subaccounts(6).landscape);
      succeeded(await it.cdktf('deploy', ['*'], { more: ['--parallelism', '3'] }));
      it.landscape(landscape);
      expect((await it.btpIsc('review', '--parallelism', '3')).output).toContain('1 of 7 stacks to change');
      const { output, code } = await it.btpIsc('apply', '--parallelism', '3');
      expect(output.match(/no changes/g)).toHaveLength(6);
      expect(code).toBe(0);
      expect((await it.sap.inventory()).counts).toMatchObject({ spaces: 7, serviceInstances: 7, serviceKeys: 7 });
      expect(readdirSync(it.stateDir).filter((name) => name.endsWith('.tfstate'))).toHaveLength(7);
    } finally {
      await it.end();
    }
  },
  4 * MINUTE,
);
