import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { privateFolder } from '../../lib/terraform/private-folder';
import type { Finding } from '../policy/rule';
import { UserError } from '../terminal/user-error';

/** What a set of saved plans was made from and holds: what `apply` compares before it does anything. */
export interface PlanManifest {
  readonly schema: 'btp-isc-plans/1';
  readonly createdAt: string;
  /** Version of btp-isc. */
  readonly version: string;
  /** Product and version; a plan can be applied by the one that made it only. */
  readonly terraform: string;
  /** Commit that was checked out, where there is a git repository. */
  readonly commit?: string;
  readonly landscape?: { readonly file: string; readonly sha256: string };
  /** The part of the landscape that these plans cover, e.g. `1/4`; all of it when absent. */
  readonly shard?: string;
  readonly findings: readonly Finding[];
  readonly stacks: readonly PlannedStackEntry[];
}

export interface PlannedStackEntry {
  readonly name: string;
  readonly dependencies: readonly string[];
  /** Of the configuration that cdktf synthesized. */
  readonly sha256: string;
  readonly state: StackState;
  /** Number of resources, by which shards are balanced. */
  readonly weight: number;
  /** Of the plan file, where there is something to apply. */
  readonly planSha256?: string;
}

/**
 * `waits`: cannot be planned before another stack has been applied. `failed`: terraform could not plan it.
 */
export type StackState = 'changes' | 'unchanged' | 'waits' | 'failed';

const MANIFEST = 'manifest.json';
const SUMMARY = 'summary.json';
const CLAIM = 'applying.json';

/** Who applies the plans of a folder at the moment. */
interface Claim {
  readonly host: string;
  readonly pid: number;
  readonly since: string;
}

/** A folder of saved plans. Plans hold secrets: only their owner can enter it. */
export class PlanFolder {
  readonly dir: string;

  constructor(dir: string) {
    // terraform runs in the folders of stacks, where a relative path would be another one.
    this.dir = resolve(dir);
  }

  /** An empty folder for a new review; what an earlier one left is removed. */
  static create(dir: string): PlanFolder {
    new PlanFolder(dir).remove();
    return new PlanFolder(privateFolder(dir));
  }

  planFile(stack: string): string {
    return join(this.dir, `${stack}.tfplan`);
  }

  /** The provider versions that a plan was made with, which another runner must use as well. */
  lockFile(stack: string): string {
    return join(this.dir, `${stack}.lock.hcl`);
  }

  write(manifest: PlanManifest, summary: object): void {
    for (const [name, content] of [
      [MANIFEST, manifest],
      [SUMMARY, summary],
    ] as const) {
      writeFileSync(join(this.dir, name), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    }
  }

  read(): PlanManifest {
    return this.readJson(MANIFEST) as PlanManifest;
  }

  readSummary(): unknown {
    return this.readJson(SUMMARY);
  }

  /**
   * Lets nobody else apply or replace these plans until they are released. What a killed run has left does not count:
   * what it applied of them, terraform refuses as stale.
   */
  claim(): void {
    this.refuseClaimed();
    const claim: Claim = { host: hostname(), pid: process.pid, since: new Date().toISOString() };
    rmSync(join(this.dir, CLAIM), { force: true });
    writeFileSync(join(this.dir, CLAIM), JSON.stringify(claim), { mode: 0o600, flag: 'wx' });
  }

  release(): void {
    if (this.claimed()?.pid === process.pid) rmSync(join(this.dir, CLAIM), { force: true });
  }

  remove(): void {
    this.refuseClaimed();
    if (existsSync(this.dir) && !existsSync(join(this.dir, MANIFEST)) && !this.isOurs()) {
      throw new UserError(
        `${this.dir} holds no plans of btp-isc and is not emptied. Name another folder with --plans.`,
      );
    }
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Ours are empty or hold plans without a manifest, as an interrupted review leaves them. */
  private isOurs(): boolean {
    return readdirSync(this.dir).every((name) =>
      /\.(tfplan|lock\.hcl)$|^(manifest|summary|applying)\.json$/.test(name),
    );
  }

  private refuseClaimed(): void {
    const claim = this.claimed();
    // Plans that were copied from another machine are not in use here.
    if (claim?.host !== hostname() || claim.pid === process.pid || !isRunning(claim.pid)) return;
    throw new UserError(
      `Another run applies the plans in ${this.dir} since ${claim.since} (process ${claim.pid}). ` +
        `Wait until it has ended; a run of your own in the meantime needs another folder (--plans).`,
    );
  }

  private claimed(): Claim | undefined {
    try {
      return JSON.parse(readFileSync(join(this.dir, CLAIM), 'utf8')) as Claim;
    } catch {
      return undefined;
    }
  }

  private readJson(name: string): unknown {
    const file = join(this.dir, name);
    if (!existsSync(file)) {
      throw new UserError(`There are no plans in ${this.dir}. Run 'btp-isc review' first; an apply removes its plans.`);
    }
    return JSON.parse(readFileSync(file, 'utf8'));
  }
}

export function sha256OfFile(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
