import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanFolder, PlannedStackEntry } from '../review/plan-folder';
import { errorSummaries, explain } from '../terraform/explain';
import type { SynthesizedStack } from '../terraform/synthesize';
import { failureText, type TerraformCli } from '../terraform/terraform-cli';
import { readApplyEvent } from './apply-events';

/** What came of a stack. `skipped`: not begun, because one before it failed or the run was interrupted. */
export interface ApplyResult {
  readonly stack: string;
  readonly state: 'applied' | 'failed' | 'skipped' | 'waits' | 'unchanged';
  /** What was done, in order, e.g. `created service key`. */
  readonly done: readonly string[];
  readonly failure?: string;
}

export interface ApplyOptions {
  readonly terraform: TerraformCli;
  readonly folder: PlanFolder;
  readonly parallelism: number;
  /** How long to wait for a state that is locked, as Terraform writes durations. */
  readonly lockTimeout: string;
  readonly interrupted: () => boolean;
  readonly onProgress: (stack: string, text: string) => void;
}

/** Applies saved plans, several stacks at once, each after those it depends on. */
export async function applyStacks(
  entries: readonly PlannedStackEntry[],
  stacks: readonly SynthesizedStack[],
  options: ApplyOptions,
): Promise<ApplyResult[]> {
  const schedule = new Schedule(options.parallelism);
  const results = new Map<string, Promise<ApplyResult>>();
  const resultOf = (entry: PlannedStackEntry): Promise<ApplyResult> => {
    const known = results.get(entry.name);
    if (known) return known;
    const before = entries.filter(({ name }) => entry.dependencies.includes(name)).map(resultOf);
    const result = Promise.all(before).then((earlier) => {
      const stack = stacks.find(({ name }) => name === entry.name);
      const settled = settledWithoutRun(entry, earlier);
      if (settled || !stack) return settled ?? { stack: entry.name, state: 'skipped' as const, done: [] };
      return schedule.run(() => applyStack(stack, options));
    });
    results.set(entry.name, result);
    return result;
  };
  return Promise.all(entries.map(resultOf));
}

function settledWithoutRun(entry: PlannedStackEntry, earlier: readonly ApplyResult[]): ApplyResult | undefined {
  const { name: stack, state } = entry;
  if (state === 'waits' || state === 'unchanged') return { stack, state, done: [] };
  const stopped = earlier.some((each) => each.state === 'failed' || each.state === 'skipped');
  return stopped ? { stack, state: 'skipped', done: [] } : undefined;
}

async function applyStack(stack: SynthesizedStack, options: ApplyOptions): Promise<ApplyResult> {
  const { terraform, folder, onProgress } = options;
  const { name } = stack;
  if (options.interrupted()) return { stack: name, state: 'skipped', done: [] };
  onProgress(name, 'begins');
  restoreLock(stack, folder);
  const initialized = await terraform.init(stack.dir);
  if (initialized.code !== 0) return { stack: name, state: 'failed', done: [], failure: failureText(initialized) };

  const done: string[] = [];
  const errors: string[] = [];
  const onLine = (line: string) => {
    const event = readApplyEvent(line);
    if (event?.kind === 'error') errors.push(event.text);
    else if (event) onProgress(name, event.text);
    if (event?.kind === 'done') done.push(event.text);
  };
  const args = ['apply', '-json', '-input=false', `-lock-timeout=${options.lockTimeout}`, folder.planFile(name)];
  const ended = await terraform.run(stack.dir, args, onLine);
  // Applied or not, terraform refuses it from now on, and it holds secrets.
  rmSync(folder.planFile(name), { force: true });
  if (ended.code === 0) {
    onProgress(name, 'applied');
    return { stack: name, state: 'applied', done };
  }
  onProgress(name, 'failed');
  return { stack: name, state: 'failed', done, failure: failureOf(errors, ended.stderr) };
}

/** The provider versions of the plan: another runner may have found newer ones. */
function restoreLock(stack: SynthesizedStack, folder: PlanFolder): void {
  const lock = folder.lockFile(stack.name);
  if (existsSync(lock)) copyFileSync(lock, join(stack.dir, '.terraform.lock.hcl'));
}

function failureOf(errors: readonly string[], stderr: string): string {
  const text = errors.join('\n\n') || stderr;
  if (/Saved plan is stale/i.test(text)) {
    return 'The plan is stale: the state was changed after the review. Review again and apply that.';
  }
  const known = explain(text);
  const told = known.length > 0 ? known : errors.length > 0 ? errors.map(brief) : errorSummaries(text);
  return told.join('\n') || 'terraform ended without saying why';
}

/** An error on one line, as far as a line goes. */
const brief = (error: string) => error.replace(/\s+/g, ' ').trim().slice(0, 400);

/** Lets a bounded number of things happen at once. */
class Schedule {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free === 0) await new Promise<void>((go) => this.waiting.push(go));
    else this.free--;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }
}
