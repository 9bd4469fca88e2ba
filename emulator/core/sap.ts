import { randomUUID } from 'node:crypto';
import type { Store } from '../store/store';
import type { PendingOperation, Tables } from '../store/tables';
import type { Faults } from './faults';
import type { Clock } from './time';

/** What every emulated SAP service stands on. */
export interface Sap {
  readonly store: Store;
  readonly tables: Tables;
  readonly clock: Clock;
  readonly urls: Urls;
  readonly faults: Faults;
  readonly operations: Operations;
}

/**
 * The one place that knows where each SAP service lives on the loopback port. Always asked at answer time, never stored,
 * so that the same state answers correctly on another port.
 */
export class Urls {
  constructor(private readonly base: () => string) {}

  /** With its slash: the client resolves relative to it and would lose a last segment without one (facts: btp 1.1). */
  get btpCliServer(): string {
    return `${this.base()}/btp/`;
  }

  get cloudFoundryApi(): string {
    return `${this.base()}/cf`;
  }

  /** Without a slash, or the token request's path gets two (facts: cf 1). */
  get uaa(): string {
    return `${this.base()}/uaa`;
  }

  get admin(): string {
    return `${this.base()}/_local`;
  }

  xsuaa(subdomain: string): string {
    return `${this.base()}/xsuaa/${subdomain}`;
  }

  token(subdomain: string): string {
    return `${this.xsuaa(subdomain)}/oauth/token`;
  }

  /** Where iFlows are called; told apart from the api host by -rt, as on SAP (facts: sap 2.2). */
  runtime(subdomain: string): string {
    return `${this.base()}/it-rt/${subdomain}-rt`;
  }

  integrationApi(subdomain: string): string {
    return `${this.base()}/it-rt/${subdomain}`;
  }

  /** Everything of Neo: on SAP each account and each kind of service has a host of its own. */
  get neo(): string {
    return `${this.base()}/neo`;
  }

  get neoPlatformToken(): string {
    return `${this.neo}/api/oauth2/apitoken/v1`;
  }

  neoToken(account: string): string {
    return `${this.neo}/${account}/oauth2/api/v1/token`;
  }

  neoRuntime(shortName: string): string {
    return `${this.neo}/${shortName}-iflmap`;
  }

  neoAuthorization(account: string): string {
    return `${this.neo}/api/authorization/v1/accounts/${account}`;
  }
}

type Effect = (operation: PendingOperation) => void;

/**
 * Asynchronous effects without timers: each is stored with its due time and takes place before the first request that
 * comes after it. A restart in between therefore loses nothing, and a test moves the clock instead of sleeping.
 */
export class Operations {
  private readonly effects = new Map<string, Effect>();
  private settled = 0;

  constructor(
    private readonly store: Store,
    private readonly tables: Tables,
    private readonly clock: Clock,
  ) {}

  on(kind: string, effect: Effect): void {
    this.effects.set(kind, effect);
  }

  schedule(kind: string, target: string, dueAt: number, detail?: PendingOperation['detail']): void {
    const id = randomUUID();
    this.tables.pendingOperations.put(id, { id, kind, target, dueAt, ...(detail && { detail }) });
  }

  /**
   * All effects due by then have taken place. What a thing shows of its state goes by this time and not by the clock,
   * which runs on while a request is answered: nothing may say that it is done before it is.
   */
  get settledUntil(): number {
    return this.settled;
  }

  settle(): void {
    const now = this.clock.now();
    this.settled = Math.max(this.settled, now);
    if (this.tables.pendingOperations.size === 0) return;
    const due = this.tables.pendingOperations.all().filter((operation) => operation.dueAt <= now);
    for (const operation of due.sort((a, b) => a.dueAt - b.dueAt)) {
      this.store.transaction(() => {
        this.effects.get(operation.kind)?.(operation);
        this.tables.pendingOperations.delete(operation.id);
      });
    }
  }
}
