import { readFileSync, statSync } from 'node:fs';
import { HttpClient } from '../../cli/http/exchange';
import type { ConnectorSheet } from '../../cli/sheet/sheet';
import { type Delivery, deliverEvent } from '../../cli/verify/deliver';
import { sampleEvent } from '../../cli/verify/external-event';
import { type LocalSap, startLocalSap } from '../../testing';
import { btpIsc, type Executed, succeeded } from '../support/programs';
import { Workspace } from '../support/workspace';

const MINUTE = 60_000;
const HR_DEV = '5d1b3a70-0000-4000-8000-0000000000d1';

const landscape = (keys: string, connectors: string) => `globalAccount: acme   # the whole company
defaults: { marketplaceWait: 1s, key: { rotateAfter: 90 } }
subaccounts:
  - name: hr-dev
    id: ${HR_DEV}
    runtimes:
      - name: isc-runtime
        keys:   # of ISC
${keys}
    connectors:
      - { name: Employee Hired,   endpoint: /http/sf/employee-hired${connectors} } # aligned
      - { name: Employee Terminated, endpoint: /cxf/sf/employee-terminated${connectors} }
`;

const FAULTS_WITH_200 = [
  [
    '<x:Envelope xmlns:x="http://schemas.xmlsoap.org/soap/envelope/"><x:Body><x:Fault><faultcode>x:Server</faultcode>' +
      '<faultstring><![CDATA[no <userId>]]></faultstring></x:Fault></x:Body></x:Envelope>',
    'no <userId>',
  ],
  [
    '<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Body><env:Fault>' +
      '<env:Code><env:Value>env:Receiver</env:Value></env:Code>' +
      '<env:Reason><env:Text xml:lang="en">no &#x201c;userId&#x201d;</env:Text></env:Reason></env:Fault></env:Body></env:Envelope>',
    'no “userId”',
  ],
] as const;

/** ISC: sends events all the time, with what was typed into it last. */
class Isc {
  readonly refused: Delivery[] = [];
  accepted = 0;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(private typedIn: ConnectorSheet) {}

  typeIn(sheet: ConnectorSheet): void {
    this.typedIn = sheet;
  }

  start(): void {
    this.running = this.send();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async send(): Promise<void> {
    while (!this.stopped) {
      const delivery = await deliverEvent(this.typedIn, sampleEvent(`stream-${this.accepted}`), new HttpClient({}));
      if (delivery.accepted) this.accepted++;
      else this.refused.push(delivery);
      await new Promise((next) => setTimeout(next, 100));
    }
  }
}

describe('a key is rotated under a constant stream of events', () => {
  let sap: LocalSap;
  let workspace: Workspace;
  let isc: Isc;
  const typed: ConnectorSheet[] = [];

  const run = (...args: string[]) => btpIsc([...args, '--output', workspace.outDir], { env: workspace.env });
  const deploy = async () => succeeded(await workspace.cdktf('deploy'));
  const text = () => readFileSync(workspace.landscapeFile, 'utf8');
  const sheet = async (): Promise<ConnectorSheet> =>
    JSON.parse((await run('sheet', '--json', '--reveal', '--connector', 'Employee Hired')).stdout)[0];
  const typeIn = async () => {
    const shown = await sheet();
    typed.push(shown);
    isc.typeIn(shown);
  };
  /** Waits until some more events were sent. */
  const moreEvents = async () => {
    const before = isc.accepted + isc.refused.length;
    for (let tries = 0; tries < 200 && isc.accepted + isc.refused.length < before + 3; tries++) {
      await new Promise((next) => setTimeout(next, 50));
    }
  };
  const setState = (state: string | null) => sap.changeIflow(HR_DEV, '/cxf/sf/employee-terminated', { state });
  /** The iFlow's own answer gives way to this one; nothing does so any more without one. */
  const answerWith = async (body?: string) => {
    const answer = { status: 200, headers: { 'content-type': 'text/xml' }, body };
    const rules = body === undefined ? [] : [{ match: { path: '^/.*/cxf/sf/employee-terminated$' }, ...answer }];
    await sap.setFaults({ rules });
  };
  const ok = (ended: Executed) => {
    if (ended.code !== 0) throw new Error(`exit code ${ended.code}: ${ended.stdout}${ended.stderr}`);
    return ended.stdout;
  };
  const expectNoSecret = ({ stdout, stderr }: Executed) => {
    for (const { clientSecret = '' } of typed) expect(stdout + stderr).not.toContain(clientSecret);
  };

  beforeAll(async () => {
    sap = await startLocalSap();
    workspace = new Workspace(sap.urls);
    workspace.landscape(landscape('          - name: isc-2026-05   # the first', ''));
    await deploy();
    const first = await sheet();
    typed.push(first);
    isc = new Isc(first);
    isc.start();
  }, 5 * MINUTE);

  afterAll(async () => {
    await isc?.stop();
    workspace?.remove();
    await sap?.stop();
  });

  test(
    'a key without generations stays while one with generations is added, and goes in the end',
    async () => {
      const begun = ok(await run('rotate', 'Employee Hired', '--generation', 'a'));
      expect(begun).toContain('+          - name: isc\n');
      expect(text()).toBe(
        landscape(
          '          - name: isc-2026-05   # the first\n          - name: isc\n            generations: [a]\n            current: a',
          ', key: isc',
        ),
      );
      const early = await run('rotate', 'Employee Hired', '--retire', 'isc-2026-05');
      expect(early.code).toBe(1);
      expect(early.stderr).toContain("The current key 'isc-a' is not deployed, so the old one is still needed.");
      await deploy();
      expect((await sheet()).clientSecret).not.toBe(typed[0]?.clientSecret);
      await moreEvents();

      await setState('STOPPED');
      const unproven = await run('rotate', 'Employee Hired', '--retire', 'isc-2026-05');
      await setState(null);
      expect(unproven.code).toBe(1);
      expect(unproven.stderr).toMatch(
        /The current key 'isc-a' is not proven, so the old one stays; nothing was written\.\n {2}Employee Terminated: .*404/,
      );
      for (const [fault, words] of FAULTS_WITH_200) {
        await answerWith(fault);
        const failed = await run('rotate', 'Employee Hired', '--retire', 'isc-2026-05');
        expect(failed.code).toBe(1);
        expect(failed.stderr).toMatch(/'isc-a' is not proven, .*\n {2}Employee Terminated: .*\n$/);
        expect(failed.stderr).toContain(`answers with a SOAP fault: ${words}\n`);
      }
      await answerWith();
      expect(text()).toContain('isc-2026-05');

      await typeIn();
      await moreEvents();
      const retired = await run('rotate', 'Employee Hired', '--retire', 'isc-2026-05');
      expect(ok(retired)).toContain('✔ Employee Terminated: works with the current key');
      expectNoSecret(retired);
      await deploy();
      await moreEvents();
      expect(isc.refused).toEqual([]);
    },
    6 * MINUTE,
  );

  test(
    'a generation is followed by the next; keys tells which is current and when it is due',
    async () => {
      const before = statSync(workspace.landscapeFile).mode;
      const dry = JSON.parse(
        ok(await run('rotate', 'Employee Terminated', '--generation', 'b', '--dry-run', '--json')),
      );
      expect(dry).toMatchObject({ action: 'begin', written: false, key: 'isc', current: 'b', generations: ['a', 'b'] });
      expect(dry.connectors).toEqual(['Employee Hired', 'Employee Terminated']);
      expect(text()).toContain('generations: [a]');
      ok(await run('rotate', 'Employee Terminated', '--generation', 'b'));
      expect(statSync(workspace.landscapeFile).mode).toBe(before);
      await deploy();
      const listed = await run('keys', '--json');
      expect(listed.code).toBe(0);
      expectNoSecret(listed);
      expect(JSON.parse(listed.stdout)).toMatchObject({
        keys: [
          { key: 'isc', generation: 'a', current: false, deployed: true, ageDays: 0, due: false, connectors: [] },
          { key: 'isc', generation: 'b', current: true, deployed: true, connectors: dry.connectors },
        ],
        warnings: [],
      });
      const ahead = await run('keys', '--within', '90');
      expect(ahead.code).toBe(2);
      expect(ahead.stdout).toMatch(/! isc-b \(hr-dev, isc-runtime\): rotateAfter: 90 days are over on \S+; rotate it/);
      await moreEvents();
      await typeIn();
      await moreEvents();
      ok(await run('rotate', 'Employee Hired', '--retire'));
      await deploy();
      await moreEvents();
      expect(text()).toBe(
        landscape('          - name: isc\n            generations: [b]\n            current: b', ', key: isc'),
      );
    },
    6 * MINUTE,
  );

  test(
    'back: the new generation stays until it is retired, because ISC may use it',
    async () => {
      ok(await run('rotate', 'Employee Hired', '--generation', 'c'));
      await deploy();
      const stale = text();
      const back = JSON.parse(ok(await run('rotate', 'Employee Hired', '--abort', '--json')));
      expect(back).toMatchObject({ action: 'abort', current: 'b', generations: ['b', 'c'] });
      const early = await run('rotate', 'Employee Hired', '--retire', 'c');
      expect(early.stderr).toContain(
        "The deployed values of 'Employee Hired', 'Employee Terminated' are not those of the current key 'isc-b'.",
      );
      expect(text()).not.toBe(stale);
      ok(await run('rotate', 'Employee Hired', '--generation', 'd'));
      const undone = JSON.parse(ok(await run('rotate', 'Employee Hired', '--abort', '--generation', 'b', '--json')));
      expect(undone.generations).toEqual(['b', 'c']);
      await deploy();
      ok(await run('rotate', 'Employee Hired', '--retire', 'c'));
      await deploy();
      expect((await sheet()).clientSecret).toBe(typed.at(-1)?.clientSecret);
      await moreEvents();
    },
    6 * MINUTE,
  );

  test('no event was refused, and the retired secrets are refused from now on', async () => {
    await isc.stop();
    expect(isc.refused).toEqual([]);
    expect(isc.accepted).toBeGreaterThan(20);
    expect(typed).toHaveLength(3);
    const [first, second, current] = typed as [ConnectorSheet, ConnectorSheet, ConnectorSheet];
    for (const old of [first, second]) {
      expect(await deliverEvent(old, sampleEvent('old'), new HttpClient({}))).toMatchObject({
        accepted: false,
        code: 'token-unauthorized',
      });
    }
    expect(await deliverEvent(current, sampleEvent('new'), new HttpClient({}))).toMatchObject({ accepted: true });
  });
});
