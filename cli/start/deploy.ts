import { dirname, join } from 'node:path';
import type { Landscape } from '../../lib/landscape/landscape';
import { advice, justUnsavedState } from '../state/unsaved-state';
import { io } from '../terminal/io';
import { collectOutput, ProcessGroup } from '../terminal/process-group';
import { UserError } from '../terminal/user-error';
import { cdktfDeploy } from '../terraform/cdktf-deploy';
import type { DeployLine, DeployLogReader } from '../terraform/deploy-log';
import { errorTexts, explain, explainErrors } from '../terraform/explain';

export interface StartFolders {
  /** The project. */
  readonly root: string;
  /** What cdktf synthesizes. */
  readonly outDir: string;
  readonly logFile: string;
}

export interface DeployUi {
  say(line: string): void;
  readonly verbose: boolean;
  /** Called with each program, so that Ctrl-C reaches it. */
  running(group: ProcessGroup): void;
  interrupted(): boolean;
}

/** Deploys every stack of the landscape and tells, line by line, what becomes of it. */
export async function deployLandscape(
  landscape: Landscape,
  folders: StartFolders,
  env: NodeJS.ProcessEnv,
  ui: DeployUi,
): Promise<void> {
  const stacks = landscape.subaccounts.map(({ name }) => name);
  const summaries = new Map<string, string>();
  const onLine = (line: DeployLine) => {
    if (line.kind === 'done') ui.say(`  ${line.stack}: ${line.what}`);
    else summaries.set(line.stack, summaryText(line));
  };
  const { group, result } = cdktfDeploy({
    cwd: folders.root,
    outDir: folders.outDir,
    stacks,
    env,
    logFile: folders.logFile,
    onLine,
    onRaw: ui.verbose ? (text) => io.err.write(text) : undefined,
  });
  ui.running(group);
  const { exitCode, unusual, log } = await result;
  if (unusual) ui.say(unusual);
  for (const stack of stacks) ui.say(`  ${stack}: ${summaries.get(stack) ?? 'not deployed'}`);
  if (exitCode === 0) return;
  const terraform = env.TERRAFORM_BINARY_NAME ?? 'terraform';
  const errors = new Map<string, readonly string[]>();
  for (const stack of stacks) {
    const dir = join(folders.outDir, 'stacks', stack);
    errors.set(stack, await wholeErrors(log.textOf(stack), { terraform, dir, env }, ui));
  }
  throw failure(errors, exitCode, log, folders, terraform);
}

/**
 * The errors of a stack. The cdktf command may end before its last lines are printed; then terraform is asked to go on, so that
 * it fails with the whole error once more.
 */
async function wholeErrors(
  said: string,
  { terraform, dir, env }: { readonly terraform: string; readonly dir: string; readonly env: NodeJS.ProcessEnv },
  ui: DeployUi,
): Promise<readonly string[]> {
  const errors = errorTexts(said);
  if (errors.length === 0 || explain(said).length > 0 || ui.interrupted()) return errors;
  const args = ['apply', '-auto-approve', '-input=false', '-no-color'];
  const group = new ProcessGroup(terraform, args, { cwd: dir, env: { ...process.env, ...env } });
  ui.running(group);
  const again = await collectOutput(group);
  return again.code === 0 || ui.interrupted() ? errors : errorTexts(again.stderr);
}

function summaryText(line: Extract<DeployLine, { kind: 'summary' }>): string {
  const { added, changed, destroyed } = line;
  if (added + changed + destroyed === 0) return 'no changes';
  return `${added} added, ${changed} changed, ${destroyed} destroyed`;
}

function failure(
  errors: ReadonlyMap<string, readonly string[]>,
  exitCode: number,
  log: DeployLogReader,
  { outDir, logFile }: StartFolders,
  terraform: string,
): UserError {
  const failuresOf = (stack: string) => {
    const unsaved = justUnsavedState(join(outDir, 'stacks', stack), terraform);
    return [...(unsaved ? [advice(unsaved)] : []), ...explainErrors(errors.get(stack) ?? [])];
  };
  const sentences = groupByText(
    [...errors.keys()].flatMap((stack) => failuresOf(stack).map((text) => ({ stack, text }))),
  );
  const told = sentences.map(({ stacks: names, text }) => `${names.join(', ')}: ${text}`);
  const what = told.length > 0 ? told.join('\n') : withoutSpinner(log.textOf(''));
  return new UserError(
    `\ncdktf deploy failed (exit code ${exitCode}).\n${what}\nEverything it said: ${logFile}\nWhat was done is kept; the next run goes on from there. To begin anew, delete ${dirname(logFile)}.`,
  );
}

/** The same failure in many subaccounts is one line. */
function groupByText(found: readonly { stack: string; text: string }[]): { stacks: string[]; text: string }[] {
  const groups = new Map<string, string[]>();
  for (const { stack, text } of found) groups.set(text, [...(groups.get(text) ?? []), stack]);
  return [...groups].map(([text, stacks]) => ({ stacks, text }));
}

/** What the CLI said, without the frames of its spinner. */
function withoutSpinner(text: string): string {
  const lines = text.split('\n').filter((line) => line && !/ (Starting|Synthesizing)$/.test(line));
  return lines.join('\n');
}
