import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalSap, startLocalSap } from '../../testing';
import { projectRoot } from '../../toolchain/paths';
import { QUICK } from '../support/landscapes';
import { SapWorkspace } from '../support/workspace';

const MINUTE = 60_000;
const PROD = `
  - name: hr-prod
    id: 5d1b3a70-0000-4000-8000-0000000000d3
    runtimes: [{ name: isc-runtime, keys: [{ name: isc-2026-11 }] }]
    connectors: [{ name: Employee Terminated, endpoint: /cxf/sf/employee-terminated }]
`;

/** `btp-isc` as a user runs it, on a local SAP and with folders of its own. */
class Reviewed extends SapWorkspace {
  readonly markdownFile = join(this.dir, 'review.md');
  readonly sarifFile = join(this.dir, 'review.sarif');

  review(...args: string[]) {
    return this.btpIsc('review', '--markdown', this.markdownFile, '--sarif', this.sarifFile, ...args);
  }

  markdown(): string {
    return readFileSync(this.markdownFile, 'utf8');
  }

  /** Every secret that a deployment has made so far, from the states. */
  secrets(): string[] {
    const { stateDir } = this;
    return readdirSync(stateDir).flatMap((file) => {
      const { outputs = {} } = JSON.parse(readFileSync(join(stateDir, file), 'utf8')) as {
        outputs?: Record<string, { value: string; sensitive?: boolean }>;
      };
      return Object.entries(outputs).flatMap(([name, { value }]) => (name.endsWith('_client_secret') ? [value] : []));
    });
  }
}

/** What does not differ from run to run and from machine to machine. */
function stable(markdown: string, landscapeFile: string): string {
  return markdown
    .replaceAll(landscapeFile, 'landscape.yaml')
    .replace(/ at [0-9a-f]{10}$/m, ' at 0123456789')
    .replace(/Planned with \S+ \S+\./, 'Planned with Terraform.')
    .replace(
      /Terraform cannot encrypt them; OpenTofu can, with TF\\_ENCRYPTION|set TF\\_ENCRYPTION to encrypt state and plans/,
      'how to encrypt them',
    );
}

/** The file in docs/ is what the test saw; UPDATE_GOLDEN=1 writes it. */
function expectGolden(name: string, text: string): void {
  const file = join(projectRoot, 'docs', name);
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

describe('review, then apply', () => {
  let sap: LocalSap;
  let it: Reviewed;

  beforeAll(async () => {
    sap = await startLocalSap();
    it = new Reviewed(sap);
  });

  afterAll(async () => {
    it?.remove();
    await sap?.stop();
  });

  test(
    'a first review tells what is created and leaves plans that only their owner can read',
    async () => {
      it.landscape(QUICK + PROD.slice(1));
      const { code, output } = await it.review('--graph');
      expect(output).toContain('2 of 2 stacks to change: 10 created.');
      expect(output).toContain(
        'service key isc-2026-11 of isc-runtime is created, with a client id and a secret of its own',
      );
      expect(output).toContain('To do exactly this: btp-isc apply');
      expect(code).toBe(2);
      expect(it.markdown()).toContain('```mermaid\nflowchart LR');
      expect(statSync(it.plans).mode & 0o777).toBe(0o700);
      for (const file of readdirSync(it.plans).filter((name) => name.endsWith('.tfplan'))) {
        expect(statSync(join(it.plans, file)).mode & 0o077).toBe(0);
      }
      expect((await sap.inventory()).counts).toMatchObject({ serviceInstances: 0 });
    },
    2 * MINUTE,
  );

  test(
    'plans of another landscape are refused and nothing is applied',
    async () => {
      it.landscape(`${QUICK}${PROD.slice(1)}# another line\n`);
      const { code, output } = await it.btpIsc('apply');
      expect(output).toContain('They were made from another landscape');
      expect(output).toContain('nothing was applied');
      expect(code).toBe(1);
      expect((await sap.inventory()).counts).toMatchObject({ serviceInstances: 0 });
    },
    MINUTE,
  );

  test(
    'apply does exactly what was reviewed, tells what ISC must be told without the secret, and removes the plans',
    async () => {
      it.landscape(QUICK + PROD.slice(1));
      const { code, output } = await it.btpIsc('apply');
      expect(output).toContain('✔ hr-dev: ');
      expect(output).toContain('✔ hr-prod: ');
      expect(output).toMatch(/What ISC must be told:[\s\S]+\nEmployee Hired \(hr-dev\)/);
      expect(output).toMatch(/Client Secret\s+\*{8}\n/);
      expect(it.secrets()).toHaveLength(2);
      for (const secret of it.secrets()) expect(output).not.toContain(secret);
      expect(existsSync(it.plans)).toBe(false);
      expect(code).toBe(0);
      for (const file of readdirSync(it.stateDir)) {
        expect(statSync(join(it.stateDir, file)).mode & 0o077).toBe(0);
      }
    },
    3 * MINUTE,
  );

  test(
    'the next review says that there are no changes',
    async () => {
      const { code, output } = await it.review();
      expect(output).toContain('No changes in 2 stacks.');
      expect(code).toBe(0);
    },
    MINUTE,
  );

  test(
    'apply without a review has nothing to apply',
    async () => {
      rmPlans(it.plans);
      const { code, output } = await it.btpIsc('apply');
      expect(output).toContain("Run 'btp-isc review' first");
      expect(code).toBe(1);
    },
    MINUTE,
  );

  const changed = (QUICK + PROD.slice(1))
    .replace('- name: isc-2026-11\n', '- name: isc-2026-12\n')
    .replace('name: isc-runtime, keys', 'name: isc-runtime, roles: [ESBMessaging.send, Auditor], keys');

  test(
    'a change that would cut ISC off is told as a risk, in Markdown and SARIF, holds no secret, and is not applied',
    async () => {
      it.landscape(changed);
      const { code, output } = await it.review();
      expect(output).toContain(
        'PLAN001 hr-dev: service key isc-2026-11 of isc-runtime is destroyed, but ISC uses it: connector Employee Hired',
      );
      expect(output).toContain('PLAN003 hr-prod: clients of service instance isc-runtime get more roles: Auditor');
      expect(code).toBe(1);
      const log = JSON.parse(readFileSync(it.sarifFile, 'utf8'));
      expect(log.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['PLAN001', 'PLAN003']);
      const published = [
        output,
        it.markdown(),
        readFileSync(it.sarifFile, 'utf8'),
        readFileSync(join(it.plans, 'summary.json'), 'utf8'),
        readFileSync(join(it.plans, 'manifest.json'), 'utf8'),
      ];
      for (const secret of it.secrets()) for (const text of published) expect(text).not.toContain(secret);
      expectGolden('review-example.md', stable(it.markdown(), it.landscapeFile));

      const refused = await it.btpIsc('apply');
      expect(refused.output).toContain('2 finding(s) stand against the plans, and nothing was applied');
      expect(refused.code).toBe(1);
    },
    2 * MINUTE,
  );

  test(
    'a plan whose state has moved on is refused as stale, the others are applied, and it is said how to go on',
    async () => {
      const state = join(it.stateDir, 'terraform.hr-dev.tfstate');
      const moved = JSON.parse(readFileSync(state, 'utf8'));
      writeFileSync(state, JSON.stringify({ ...moved, serial: moved.serial + 1 }));
      const { code, output } = await it.btpIsc(
        'apply',
        '--acknowledge',
        'PLAN001=test',
        '--acknowledge',
        'PLAN003=test',
      );
      expect(output).toContain('✘ hr-dev: The plan is stale');
      expect(output).toContain('✔ hr-prod: changed service instance');
      expect(output).toContain("'btp-isc review' shows what is left");
      expect(code).toBe(1);
      expect(existsSync(it.plans)).toBe(false);
    },
    2 * MINUTE,
  );

  test(
    'what was acknowledged at the review is applied without asking again',
    async () => {
      const reviewed = await it.review('--acknowledge', 'PLAN001=ISC was switched');
      expect(reviewed.output).toContain('acknowledged: ISC was switched');
      expect(reviewed.code).toBe(2);
      const { code, output } = await it.btpIsc('apply');
      expect(output).toContain('✔ hr-dev: destroyed service key, created service key');
      expect(output).toMatch(/What ISC must be told:[\s\S]+\nEmployee Hired \(hr-dev\)/);
      expect(output).not.toContain('Employee Terminated (hr-prod)');
      expect(code).toBe(0);
    },
    3 * MINUTE,
  );

  test(
    'shards: each part is reviewed and applied by itself, and one summary covers all',
    async () => {
      it.landscape(
        changed
          .replaceAll('ESBMessaging.send, Auditor', 'ESBMessaging.send')
          .replace('marketplaceWait: 1s', 'marketplaceWait: 1s, runtime: { tokenValidity: 7200 }'),
      );
      const dirs = [1, 2].map((index) => join(it.dir, `plans-${index}`));
      for (const [index, dir] of dirs.entries()) {
        const { code } = await it.btpIsc('review', '--shard', `${index + 1}/2`, '--plans', dir);
        expect(code).toBe(2);
      }
      const merged = await it.btpIsc('review', '--merge', ...dirs, '--markdown', it.markdownFile);
      expect(merged.output).toContain('2 of 2 stacks to change: 2 changed.');
      expect(merged.code).toBe(2);
      for (const [index, dir] of dirs.entries()) {
        const { code, output } = await it.btpIsc('apply', '--shard', `${index + 1}/2`, '--plans', dir);
        expect(output).toContain('changed service instance');
        expect(code).toBe(0);
      }
    },
    3 * MINUTE,
  );

  test(
    'drift: what somebody changed at Cloud Foundry shows up, and what cannot be seen is said',
    async () => {
      const nothing = await it.review('--drift');
      expect(nothing.output).toContain('Nothing that the providers can see was changed outside of Terraform');
      expect(nothing.output).toContain('Not seen: changes of instance parameters');
      expect(nothing.code).toBe(0);

      await renameSpace(sap.urls.cfApiUrl, sap.urls.uaaUrl);
      const { code, output } = await it.review('--drift');
      expect(output).toMatch(/≠ outside of Terraform: space \S+ was changed: name: integration → renamed-by-hand/);
      expect(code).toBe(2);
      expect(existsSync(it.plans)).toBe(false);
    },
    2 * MINUTE,
  );

  test(
    'plain cdktf deploy keeps working beside it',
    async () => {
      const { code } = await it.cdktf('deploy');
      expect(code).toBe(0);
      const { output } = await it.review();
      expect(output).toContain('No changes in 2 stacks.');
    },
    3 * MINUTE,
  );
});

function rmPlans(dir: string): void {
  execFileSync('rm', ['-rf', dir]);
}

/** As a user of the Cloud Foundry CLI would. */
async function renameSpace(api: string, uaa: string): Promise<void> {
  const login = await fetch(`${uaa}/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from('cf:').toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=password&username=user@example.com&password=fake-password',
  });
  const { access_token } = (await login.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
  const { resources } = (await (await fetch(`${api}/v3/spaces?names=integration`, { headers })).json()) as {
    resources: { guid: string }[];
  };
  const [space] = resources;
  const answer = await fetch(`${api}/v3/spaces/${space?.guid}`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify({ name: 'renamed-by-hand' }),
  });
  expect(answer.status).toBe(200);
}
