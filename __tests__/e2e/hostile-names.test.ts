import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalSap, startLocalSap } from '../../testing';
import { QUICK } from '../support/landscapes';
import { MadeByHand } from '../support/prepared';
import { succeeded } from '../support/programs';
import { obeyed } from '../support/random/inputs';
import { Workspace } from '../support/workspace';

const MINUTE = 60_000;
const HOSTILE =
  "isc ##vso[task.setvariable variable=PATH]/tmp ##[group]x\n::stop-commands::t\r\u001b]0;root\u0007\u202e'; touch P #";

/** A Space Developer renames what this project manages, and adds something of the same kind. */
describe('names that a Space Developer gives', () => {
  let sap: LocalSap;
  let workspace: Workspace;

  beforeAll(async () => {
    sap = await startLocalSap();
    workspace = new Workspace(sap.urls);
    workspace.landscape(QUICK);
    succeeded(await workspace.cdktf('deploy'));
    const byHand = await MadeByHand.login(sap.urls);
    const { resources } = await byHand.call('GET', '/v3/service_instances');
    const [instance] = resources as { guid: string; relationships: { space: { data: { guid: string } } } }[];
    await byHand.call('PATCH', `/v3/service_instances/${instance?.guid}`, { name: HOSTILE });
    await byHand.serviceInstance(`second ${HOSTILE}`, instance?.relationships.space.data.guid ?? '', {});
  }, 3 * MINUTE);

  afterAll(async () => {
    workspace?.remove();
    await sap?.stop();
  });

  test.each(['review --drift', 'review', 'doctor --no-synth'])(
    'are shown by %s and obeyed by no runner and no terminal',
    async (line) => {
      const [command = '', ...more] = line.split(' ');
      const markdown = join(workspace.dir, 'review.md');
      const { code, output } = await workspace.btpIsc(
        command,
        ...more,
        ...(command === 'review' ? ['--markdown', markdown] : []),
      );
      expect(code).toBe(2);
      expect(output).toContain('isc # #vso[task.setvariable variable=PATH]/tmp # #[group]x\\n::stop-commands::t\\r');
      expect(obeyed(output)).toEqual([]);
      if (command === 'review') expect(obeyed(readFileSync(markdown, 'utf8'))).toEqual([]);

      const asJson = await workspace.btpIsc(command, ...more, '--json');
      expect(obeyed(asJson.output)).toEqual([]);
      expect(JSON.stringify(JSON.parse(asJson.stdout))).toContain('##vso[');
    },
    3 * MINUTE,
  );
});
