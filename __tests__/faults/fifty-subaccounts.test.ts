import { readdirSync } from 'node:fs';
import { startLocalSap } from '../../testing';
import { subaccounts } from '../support/landscapes';
import { succeeded } from '../support/programs';
import { SapWorkspace } from '../support/workspace';

const MINUTE = 60_000;
const COUNT = 50;

describe(`${COUNT} subaccounts, ten at a time`, () => {
  const { landscape, seed } = subaccounts(COUNT);
  const all = { spaces: COUNT, serviceInstances: COUNT, serviceKeys: COUNT };
  let it: SapWorkspace;

  beforeEach(async () => {
    it = new SapWorkspace(await startLocalSap({ seed }));
    it.landscape(landscape);
  });

  afterEach(() => it?.end());

  test(
    'by btp-isc review and apply: everything is made once, and the next review finds nothing to do',
    async () => {
      expect((await it.btpIsc('review', '--parallelism', '10')).output).toContain(
        `${COUNT} of ${COUNT} stacks to change`,
      );
      const output = succeeded(await it.btpIsc('apply', '--parallelism', '10'));
      expect(output.match(/^✔ hr-\d+: /gm)).toHaveLength(COUNT);
      expect((await it.sap.inventory()).counts).toMatchObject(all);
      expect(readdirSync(it.stateDir).filter((name) => name.endsWith('.tfstate'))).toHaveLength(COUNT);
      expect(succeeded(await it.btpIsc('review', '--parallelism', '10'))).toContain(`No changes in ${COUNT} stacks.`);
    },
    10 * MINUTE,
  );

  test(
    'by cdktf deploy',
    async () => {
      succeeded(await it.cdktf('deploy', ['*'], { more: ['--parallelism', '10'] }));
      expect((await it.sap.inventory()).counts).toMatchObject(all);
      expect(succeeded(await it.btpIsc('review', '--parallelism', '10'))).toContain(`No changes in ${COUNT} stacks.`);
    },
    10 * MINUTE,
  );
});
