import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningEmulator, startEmulator } from '../emulator';
import { environmentFor } from '../emulator/environment';
import type { Landscape } from '../lib/landscape/landscape';
import type { Inventory, ReceivedEvent } from './inventory';
import { accountOf, iflowAt, type LocalAccount, seedOf } from './seed';

/** At most one of `landscape`, `account` and `seed` says what exists before anybody deploys. */
export interface LocalSapOptions {
  /** A landscape file, or what `loadLandscape` returns: its subaccounts exist, with the iFlows of its connectors. */
  readonly landscape?: string | Landscape;
  /** A global account and its subaccounts, for stacks without a landscape. */
  readonly account?: LocalAccount;
  /**
   * A seed of the emulator, or the name of its file.
   *
   * @default - the emulator's own, which fits the landscape.yaml of cdktf-btp-isc
   */
  readonly seed?: string | object;
  /** Delays and failures to inject, or the name of their file. @default - none */
  readonly faults?: string | object;
}

/** Starts a local SAP for tests, in a folder of its own, on any free port of 127.0.0.1. `stop` ends it. */
export function startLocalSap(options: LocalSapOptions = {}): Promise<LocalSap> {
  return LocalSap.start(options);
}

const REQUEST_LOG = 'requests.jsonl';

/** SAP as the real Terraform and the real providers see it, on this machine. */
export class LocalSap {
  static async start(options: LocalSapOptions = {}): Promise<LocalSap> {
    const folder = mkdtempSync(join(tmpdir(), 'btp-isc-sap-'));
    try {
      const stateDir = join(folder, 'sap');
      const requestLog = join(folder, REQUEST_LOG);
      const { faults } = options;
      const urls = await startEmulator({ stateDir, requestLog, faults, seed: seedFrom(options) });
      const sap = new LocalSap(urls, folder);
      sap.#before = await sap.inventory();
      return sap;
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  #before?: Inventory;

  private constructor(
    /** Addresses of the services. */
    readonly urls: RunningEmulator,
    /** Everything that a test leaves behind, deployments included; gone when it stops. Only its user can enter it. */
    readonly folder: string,
  ) {}

  /** What makes an app, Terraform and `btp-isc` work with it. Any user and password will do. */
  get env(): Readonly<Record<string, string>> {
    return environmentFor(this.urls, join(this.folder, 'cf-home'));
  }

  /** What there is now. */
  async inventory(): Promise<Inventory> {
    return (await this.ask('GET', '/inventory')) as Inventory;
  }

  /** What there was before anybody deployed. */
  get inventoryAtStart(): Inventory {
    if (!this.#before) throw new Error('the local SAP has not been started');
    return this.#before;
  }

  /** The events that reached an iFlow, the oldest first. */
  async receivedEvents(): Promise<readonly ReceivedEvent[]> {
    return ((await this.ask('GET', '/messages')) as { messages: ReceivedEvent[] }).messages;
  }

  /** Changing requests to its services in the order of their arrival, each as `METHOD template`. */
  changes(): string[] {
    const lines = readFileSync(join(this.folder, REQUEST_LOG), 'utf8').trim().split('\n').filter(Boolean);
    return lines
      .map((line) => JSON.parse(line) as { method: string; path: string })
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`);
  }

  /** How many requests there have been, to whatever service: all, or those whose `METHOD template` matches. */
  async requestCount(matching = /^/): Promise<number> {
    const { requests } = (await this.ask('GET', '/requests')) as { requests: Record<string, number> };
    return Object.entries(requests).reduce((sum, [name, count]) => (matching.test(name) ? sum + count : sum), 0);
  }

  /**
   * Waits until a changing request has arrived so many times, also while a fault holds it up.
   *
   * @param request as in `changes()`: `METHOD template`
   */
  async waitForChange(request: string, times = 1): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (this.changes().filter((each) => each === request).length >= times) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${request} has not arrived within a minute; these have: ${this.changes().join(', ') || 'none'}`);
  }

  /** Moves its clock forward for good, so that what takes time there is done. */
  async advanceClock(seconds: number): Promise<void> {
    await this.ask('POST', '/clock', { advanceSeconds: seconds });
  }

  /** Plays the person who activates the capability Cloud Integration in the cockpit. */
  async activateCloudIntegration(subaccountId: string): Promise<void> {
    await this.ask('POST', '/activate', { subaccount: subaccountId });
  }

  /** Plays the person who deploys an iFlow; `path` as in a connector: `/http/…` or `/cxf/…`. */
  async deployIflow(subaccountId: string, path: string): Promise<void> {
    await this.ask('POST', '/iflows', { subaccount: subaccountId, deploy: iflowAt(path) });
  }

  /** Plays the person who undeploys an iFlow. */
  async undeployIflow(subaccountId: string, path: string): Promise<void> {
    await this.ask('POST', '/iflows', { subaccount: subaccountId, address: iflowAt(path).address, undeploy: true });
  }

  /** Changes a deployed iFlow, e.g. `{ state: 'STOPPED' }`: its settings as in a seed; null gives one its default again. */
  async changeIflow(subaccountId: string, path: string, change: object): Promise<void> {
    await this.ask('POST', '/iflows', { subaccount: subaccountId, address: iflowAt(path).address, change });
  }

  /** Delays and failures from now on, in place of all earlier ones. */
  async setFaults(faults: object): Promise<void> {
    await this.ask('POST', '/faults', faults);
  }

  /** Ends it and removes what it and deployments left behind. */
  async stop(): Promise<void> {
    await this.urls.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ask(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.urls.adminUrl}${path}`, { method, body: body && JSON.stringify(body) });
    const said = (await answer.json()) as { error?: string };
    if (!answer.ok) throw new Error(`The local SAP refuses ${method} ${path} (${answer.status}): ${said.error}`);
    return said;
  }
}

function seedFrom({ landscape, account, seed }: LocalSapOptions): string | object | undefined {
  const given = Object.entries({ landscape, account, seed }).filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    const names = given.map(([name]) => name).join(' and ');
    throw new Error(`startLocalSap got ${names}, and each of them says what exists at first: give one`);
  }
  if (landscape !== undefined) return seedOf(accountOf(landscape));
  return account === undefined ? seed : seedOf(account);
}
