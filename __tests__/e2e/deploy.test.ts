import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HttpClient } from '../../cli/http/exchange';
import { connectorSheets } from '../../cli/sheet/deployed';
import type { ConnectorSheet } from '../../cli/sheet/sheet';
import { readOutputs, type StackOutputs } from '../../cli/state/state';
import { Terraform } from '../../cli/terraform/terraform';
import { deliverEvent } from '../../cli/verify/deliver';
import { sampleEvent } from '../../cli/verify/external-event';
import { loadLandscape } from '../../lib/landscape/load';
import { type LocalSap, startLocalSap } from '../../testing';
import { projectRoot } from '../../toolchain/paths';
import { readTools } from '../../toolchain/tools';
import { succeeded } from '../support/programs';
import { Workspace } from '../support/workspace';

const FIXTURE = join(projectRoot, '__tests__/fixtures/three-subaccounts.yaml');
const MINUTE = 60_000;

/** What `npm test` found out before the tests began: jest must know which tests there are before it runs any. */
const tools = readTools();

for (const product of ['terraform', 'tofu'] as const) {
  const cli = tools.clis[product];
  const reason = cli
    ? ''
    : ` (skipped: ${product} is not on PATH${product === 'tofu' ? "; 'npm run setup -- --tofu' builds it" : ''})`;
  (cli ? describe : describe.skip)(`three subaccounts and five connectors with ${product}${reason}`, () => {
    let sap: LocalSap;
    let workspace: Workspace;
    let before: unknown;
    let sheets: ConnectorSheet[];
    const landscape = loadLandscape(FIXTURE);
    const stacks = landscape.subaccounts.map(({ name }) => name);

    beforeAll(async () => {
      if (!cli) return;
      sap = await startLocalSap({ faults: { marketplaceLagSeconds: 0.5 } });
      workspace = new Workspace(sap.urls, { cli });
      workspace.landscape(readFileSync(FIXTURE, 'utf8'));
      before = await sap.inventory();
    });

    afterAll(async () => {
      workspace?.remove();
      await sap?.stop();
    });

    const sheetOf = (subaccount: string, connectorName: string) => {
      const found = sheets.find((sheet) => sheet.subaccount === subaccount && sheet.connectorName === connectorName);
      if (!found) throw new Error(`no sheet for ${connectorName} in ${subaccount}`);
      return found;
    };

    test(
      'cdktf deploy creates what the landscape says',
      async () => {
        const output = succeeded(await workspace.cdktf('deploy'));
        const { counts } = await sap.inventory();
        expect(counts).toMatchObject({ spaces: 3, serviceInstances: 4, serviceKeys: 5 });

        const outputs = new Map<string, StackOutputs>();
        for (const stack of stacks) {
          outputs.set(
            stack,
            await readOutputs(stack, {
              outDir: workspace.outDir,
              terraform: new Terraform({ binary: cli?.path, env: workspace.env }),
            }),
          );
        }
        sheets = connectorSheets(landscape, outputs, workspace.env);
        const secrets = sheets.map(({ clientSecret }) => clientSecret);
        expect(secrets).toHaveLength(5);
        for (const secret of secrets) expect(output).not.toContain(secret);
      },
      5 * MINUTE,
    );

    test(
      'a plan afterwards is empty in every stack',
      async () => {
        for (const stack of stacks) await workspace.expectEmptyPlan(stack);
      },
      MINUTE,
    );

    test('the iFlow receives an event that is sent as ISC sends it: with a token, and with Basic', async () => {
      const accepted = [
        sheetOf('hr-dev', 'Employee Terminated'),
        sheetOf('hr-dev', 'Employee Hired'),
        sheetOf('hr-test', 'Employee Hired with Basic'),
        sheetOf('hr-prod', 'Employee Terminated'),
      ];
      for (const [index, sheet] of accepted.entries()) {
        const delivery = await deliverEvent(sheet, sampleEvent(`event-${index}`), new HttpClient({}));
        expect(delivery).toMatchObject({ accepted: true, status: 200 });
      }
      const received = (await sap.receivedEvents()).map(({ externalEventId }) => externalEventId);
      expect(received).toEqual(['event-0', 'event-1', 'event-2', 'event-3']);
    });

    test('refuses a wrong secret (401), a missing role (403) and an iFlow that is not deployed (404)', async () => {
      const sheet = sheetOf('hr-dev', 'Employee Hired');
      const event = sampleEvent('refused');
      const wrong = { ...sheet, clientSecret: 'fake-wrong-secret' };
      expect(await deliverEvent(wrong, event, new HttpClient({}))).toMatchObject({
        accepted: false,
        reason: expect.stringContaining('401'),
      });
      expect(await deliverEvent({ ...wrong, authentication: 'Basic' }, event, new HttpClient({}))).toMatchObject({
        accepted: false,
        status: 401,
      });
      expect(await deliverEvent(sheetOf('hr-prod', 'Restricted'), event, new HttpClient({}))).toMatchObject({
        accepted: false,
        status: 403,
      });
      const nowhere = { ...sheet, endpointUrl: `${sheet.endpointUrl}-not-deployed` };
      expect(await deliverEvent(nowhere, event, new HttpClient({}))).toMatchObject({ accepted: false, status: 404 });
      expect((await sap.receivedEvents()).map(({ externalEventId }) => externalEventId)).not.toContain('refused');
    });

    test('every key has a secret of its own, and a token of one tenant is worth nothing in another', async () => {
      const secrets = sheets.map(({ subaccount, clientSecret }) => `${subaccount} ${clientSecret}`);
      expect(new Set(secrets.map((text) => text.split(' ')[1])).size).toBe(3);
      const foreign = {
        ...sheetOf('hr-dev', 'Employee Hired'),
        endpointUrl: sheetOf('hr-prod', 'Employee Terminated').endpointUrl,
      };
      expect(await deliverEvent(foreign, sampleEvent('foreign'), new HttpClient({}))).toMatchObject({
        accepted: false,
        status: 401,
      });
    });

    test('the whole service key is one sensitive output in the shape that the cockpit shows', async () => {
      const { stdout } = await workspace.terraform('hr-test', 'output', '-json', 'cpi_api_monitoring_service_key_json');
      const key = JSON.parse(JSON.parse(stdout)) as { oauth: Record<string, string> };
      expect(Object.keys(key.oauth).sort()).toEqual(['clientid', 'clientsecret', 'createdate', 'tokenurl', 'url']);
    });

    test('state is readable by its owner alone, and what cdktf synthesizes holds no secret', () => {
      for (const file of readdirSync(workspace.stateDir)) {
        expect((statSync(join(workspace.stateDir, file)).mode & 0o077).toString(8)).toBe('0');
      }
      const found = sheets.map(({ clientSecret = '' }) => {
        try {
          return execFileSync('grep', ['-rlF', '--exclude-dir=.terraform', '-e', clientSecret, workspace.outDir], {
            encoding: 'utf8',
          });
        } catch {
          return '';
        }
      });
      expect(found.join('')).toBe('');
    });

    test(
      'cdktf destroy leaves nothing behind in the local SAP, the entitlement included',
      async () => {
        succeeded(await workspace.cdktf('destroy'));
        expect(await sap.inventory()).toEqual(before);
      },
      5 * MINUTE,
    );
  });
}
