import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readPlanJson } from '../plan/read-plan';
import { Redactor } from '../plan/secrets';
import type { PlanFolder } from '../review/plan-folder';
import type { PlannedStackEntry } from '../review/plan-manifest';
import type { Ended } from '../terminal/running-programs';
import { explainErrors } from '../terraform/explain';
import type { SynthesizedStack } from '../terraform/synthesize';
import { failureText, type TerraformCli } from '../terraform/terraform-cli';
import {
  advice,
  justUnsavedState,
  keepPrintedState,
  removeSavedCopy,
  unsavedState,
  unsavedStateIn,
} from '../terraform/unsaved-state';
import { readApplyEvent } from './apply-events';

/** What came of a stack. `skipped`: not begun, because one before it failed or the run was interrupted. */
export interface ApplyResult {
  readonly stack: string;
  readonly state: 'applied' | 'failed' | 'skipped' | 'waits' | 'unchanged';
  /** What was done, in order, e.g. `created service key`. */
  readonly done: readonly string[];
  readonly failure?: string;
  /** The command to run before anything else: the state is in a file only. */
  readonly rescue?: string;
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
  const unsaved = await unsavedState(stack.dir, terraform);
  if (unsaved) return { stack: name, state: 'failed', done: [], failure: advice(unsaved), rescue: unsaved.command };
  if (initialized.code !== 0) return { stack: name, state: 'failed', done: [], failure: failureText(initialized) };
  removeSavedCopy(stack.dir);

  const done: string[] = [];
  const errors: string[] = [];
  let printedState: string | undefined;
  const onLine = (line: string) => {
    const event = readApplyEvent(line);
    if (event?.kind === 'state') printedState = event.text;
    else if (event?.kind === 'error') errors.push(event.text);
    else if (event) onProgress(name, event.text);
    if (event?.kind === 'done') done.push(event.text);
  };
  const args = ['apply', '-json', '-input=false', `-lock-timeout=${options.lockTimeout}`, folder.planFile(name)];
  const ended = await terraform.run(stack.dir, args, onLine);
  const redactor = ended.code === 0 ? undefined : await redactorFor(stack, options);
  // Applied or not, terraform refuses it from now on, and it holds secrets.
  rmSync(folder.planFile(name), { force: true });
  if (ended.code === 0) {
    onProgress(name, 'applied');
    return { stack: name, state: 'applied', done };
  }
  onProgress(name, 'failed');
  const rescued = rescue(stack.dir, terraform.binary, printedState);
  const told = redactor?.redact(failureOf(errors, ended));
  const failure = [...(rescued ? [rescued.text] : []), told].join('\n');
  return { stack: name, state: 'failed', done, failure, rescue: rescued?.command };
}

/** Knows the secrets of the plan, which a server may have repeated in an error. */
async function redactorFor(stack: SynthesizedStack, { terraform, folder }: ApplyOptions): Promise<Redactor> {
  const redactor = new Redactor();
  const shown = await terraform.run(stack.dir, ['show', '-json', '-no-color', folder.planFile(stack.name)]);
  try {
    if (shown.code === 0) redactor.learn(readPlanJson(shown.stdout));
  } catch {
    // The error that is about to be told is worth more than why its plan cannot be read.
  }
  return redactor;
}

/** What to do about a state that terraform could not save. */
function rescue(
  dir: string,
  terraform: string,
  printed: string | undefined,
): { readonly text: string; readonly command?: string } | undefined {
  const file = printed === undefined ? undefined : keepPrintedState(printed, dir);
  if (printed !== undefined && !file) return { text: NO_ROOM };
  const unsaved = file ? unsavedStateIn(file, dir, terraform) : justUnsavedState(dir, terraform);
  return unsaved && { text: advice(unsaved), command: unsaved.command };
}

const NO_ROOM =
  'The state could not be saved, and there is no room for a file with it. ' +
  "Make room on the disk, then run 'btp-isc doctor': it finds what was made.";

/** The provider versions of the plan: another runner may have found newer ones. */
function restoreLock(stack: SynthesizedStack, folder: PlanFolder): void {
  const lock = folder.lockFile(stack.name);
  if (existsSync(lock)) copyFileSync(lock, join(stack.dir, '.terraform.lock.hcl'));
}

function failureOf(errors: readonly string[], ended: Ended): string {
  if (errors.length === 0) return failureText(ended) || 'terraform ended without saying why';
  if (errors.some((error) => /Saved plan is stale/i.test(error))) {
    return 'The plan is stale: the state was changed after the review. Review again and apply that.';
  }
  return explainErrors([...errors, ...(ended.unusual ? [ended.unusual] : [])]).join('\n');
}

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
