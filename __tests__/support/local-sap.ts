import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningEmulator, startEmulator } from '../../emulator';
import { projectRoot } from '../../toolchain/paths';

type Json = Record<string, unknown>;

const REQUEST_LOG = 'requests.jsonl';

/** A local SAP for one test file, with a state folder of its own. */
export class TestSap {
  static async start(options: { readonly seed?: object; readonly faults?: object } = {}): Promise<TestSap> {
    const stateDir = mkdtempSync(join(tmpdir(), 'btp-isc-sap-'));
    return new TestSap(await startEmulator({ stateDir, requestLog: join(stateDir, REQUEST_LOG), ...options }));
  }

  /** The built-in seed, changed. */
  static seed(change: (seed: Record<string, Json[]>) => void): object {
    const seed = JSON.parse(readFileSync(join(projectRoot, 'emulator/seed.default.json'), 'utf8'));
    change(seed);
    return seed;
  }

  /** The same, with quota for more subscriptions to Integration Suite than there are. */
  static seedWithSuites(change: (seed: Record<string, Json[]>) => void = () => {}): object {
    return TestSap.seed((seed) => {
      const suite = seed.services?.find(({ name }) => name === 'integrationsuite') as { plans: { amount: number }[] };
      for (const plan of suite.plans) plan.amount = 10;
      change(seed);
    });
  }

  private constructor(readonly urls: RunningEmulator) {}

  /** Everything that deployments made and that is still there, as lists by kind. */
  async inventory(): Promise<Record<string, unknown[]>> {
    return (await fetch(`${this.urls.adminUrl}/inventory`)).json() as Promise<Record<string, unknown[]>>;
  }

  /** How many requests there have been, to whatever service. */
  async requestCount(): Promise<number> {
    const answer = await (await fetch(`${this.urls.adminUrl}/requests`)).json();
    const { requests } = answer as { requests: Record<string, number> };
    return Object.values(requests).reduce((sum, count) => sum + count, 0);
  }

  async messages(): Promise<Json[]> {
    const answer = (await (await fetch(`${this.urls.adminUrl}/messages`)).json()) as { messages?: Json[] } | Json[];
    return Array.isArray(answer) ? answer : (answer.messages ?? []);
  }

  /** Changing requests to services in the order of their arrival, each as `METHOD template`. */
  changes(): string[] {
    const lines = readFileSync(join(this.urls.stateDir, REQUEST_LOG), 'utf8').trim().split('\n').filter(Boolean);
    return lines
      .map((line) => JSON.parse(line) as { method: string; path: string })
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`);
  }

  /** Plays the person who activates the capability Cloud Integration in the cockpit. */
  async activate(subaccount: string): Promise<void> {
    const body = JSON.stringify({ subaccount });
    const { status } = await fetch(`${this.urls.adminUrl}/activate`, { method: 'POST', body });
    if (status !== 200) throw new Error(`activating answered ${status}`);
  }

  async stop(): Promise<void> {
    await this.urls.close();
    rmSync(this.urls.stateDir, { recursive: true, force: true });
  }
}
