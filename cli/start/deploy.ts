import { dirname, join } from 'node:path';
import type { Landscape } from '../../lib/landscape/landscape';
import { io } from '../terminal/io';
import type { ProcessGroup } from '../terminal/process-group';
import { UserError } from '../terminal/user-error';
import { cdktfDeploy } from '../terraform/cdktf-deploy';
import type { DeployLine, DeployLogReader } from '../terraform/deploy-log';
import { errorTexts, explainErrors } from '../terraform/explain';
import { advice, justUnsavedState } from '../terraform/unsaved-state';

export interface StartFolders {
  /** The project. */
  readonly root: string;
  /** What cdktf synthesizes. */
  readonly outDir: string;
  readonly logFile: string;
}

/** Deploys every stack of the landscape and tells, line by line, what becomes of it. */
export async function deployLandscape(
  landscape: Landscape,
  folders: StartFolders,
  env: NodeJS.ProcessEnv,
  ui: { say(line: string): void; verbose: boolean; running(group: ProcessGroup): void },
): Promise<void> {
  const stacks = [...landscape.subaccounts, ...landscape.neoAccounts].map(({ name }) => name);
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
  if (exitCode !== 0) throw failure(stacks, exitCode, log, folders, env.TERRAFORM_BINARY_NAME ?? 'terraform');
}

function summaryText(line: Extract<DeployLine, { kind: 'summary' }>): string {
  const { added, changed, destroyed } = line;
  if (added + changed + destroyed === 0) return 'no changes';
  return `${added} added, ${changed} changed, ${destroyed} destroyed`;
}

function failure(
  stacks: readonly string[],
  exitCode: number,
  log: DeployLogReader,
  { outDir, logFile }: StartFolders,
  terraform: string,
): UserError {
  const failuresOf = (stack: string) => {
    const unsaved = justUnsavedState(join(outDir, 'stacks', stack), terraform);
    return [...(unsaved ? [advice(unsaved)] : []), ...explainErrors(errorTexts(log.textOf(stack)))];
  };
  const sentences = groupByText(stacks.flatMap((stack) => failuresOf(stack).map((text) => ({ stack, text }))));
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
