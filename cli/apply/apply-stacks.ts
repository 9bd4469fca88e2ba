import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readPlanJson } from '../plan/plan-json';
import { Redactor } from '../plan/shown-values';
import type { PlannedStackEntry } from '../review/plan-documents';
import type { PlanFolder } from '../review/plan-folder';
import {
  advice,
  initializeStack,
  justUnsavedState,
  keepPrintedState,
  removeSavedCopy,
  unsavedStateIn,
} from '../state/unsaved-state';
import { explainErrors, failureText } from '../terraform/explain';
import type { ProgramResult } from '../terraform/process-group';
import { resourceWord } from '../terraform/resource-words';
import type { SynthesizedStack } from '../terraform/stacks';
import { readUiEvent, type Terraform } from '../terraform/terraform';

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
  readonly terraform: Terraform;
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
  const { unsaved, failed } = await initializeStack(stack.dir, terraform);
  if (unsaved) return { stack: name, state: 'failed', done: [], failure: advice(unsaved), rescue: unsaved.command };
  if (failed) return { stack: name, state: 'failed', done: [], failure: failureText(failed) };
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
  const shown = await terraform.show(stack.dir, folder.planFile(stack.name));
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

function failureOf(errors: readonly string[], ended: ProgramResult): string {
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

export interface ApplyEvent {
  readonly kind: 'started' | 'done' | 'failed' | 'error' | 'state';
  /** What it is about, in SAP's words; of an error, terraform's summary, address and detail; of a state, all of it with its secrets. */
  readonly text: string;
}

const VERBS: Readonly<Record<string, readonly [string, string]>> = {
  create: ['creating', 'created'],
  update: ['changing', 'changed'],
  delete: ['destroying', 'destroyed'],
};

/** Reads one line; undefined for what is not told, among it the outputs. */
export function readApplyEvent(line: string): ApplyEvent | undefined {
  const event = readUiEvent(line);
  if (event?.type === 'diagnostic' && event.diagnostic?.severity === 'error') {
    const { summary = '', detail = '', address } = event.diagnostic;
    const about = address ? `  with ${address},\n\n` : '';
    return { kind: 'error', text: `Error: ${summary}\n\n${about}${detail}` };
  }
  if (event?.state) return { kind: 'state', text: JSON.stringify(event.state) };
  if (event?.type === 'state_lock_acquire') return { kind: 'started', text: 'waits for the lock of the state' };
  const verbs = VERBS[event?.hook?.action ?? ''];
  if (!verbs || !event?.hook?.resource) return undefined;
  const { resource_type = '' } = event.hook.resource;
  const word = resourceWord(resource_type);
  if (event.type === 'apply_start') return { kind: 'started', text: `${verbs[0]} ${word}` };
  if (event.type === 'apply_complete') return { kind: 'done', text: `${verbs[1]} ${word}` };
  if (event.type === 'apply_errored') return { kind: 'failed', text: `${word} not ${verbs[1]}` };
  return undefined;
}
