import type { Landscape } from '../../lib/landscape/landscape';
import type { ProcessGroup } from '../terminal/process-group';
import { UserError } from '../terminal/user-error';
import { cdktfDeploy } from '../terraform/cdktf-deploy';
import type { DeployLine } from '../terraform/deploy-log';
import { explain } from '../terraform/explain';

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
  const summaries = new Map<string, string>();
  const onLine = (line: DeployLine) => {
    if (line.kind === 'done') ui.say(`  ${line.stack}: ${line.what}`);
    else summaries.set(line.stack, summaryText(line));
  };
  const { group, result } = cdktfDeploy({
    cwd: folders.root,
    outDir: folders.outDir,
    stacks: landscape.subaccounts.map(({ name }) => name),
    env,
    logFile: folders.logFile,
    onLine,
    onRaw: ui.verbose ? (text) => process.stderr.write(text) : undefined,
  });
  ui.running(group);
  const { exitCode, output } = await result;
  for (const { name } of landscape.subaccounts) ui.say(`  ${name}: ${summaries.get(name) ?? 'not deployed'}`);
  if (exitCode !== 0) throw failure(exitCode, output, folders.logFile);
}

function summaryText(line: Extract<DeployLine, { kind: 'summary' }>): string {
  const { added, changed, destroyed } = line;
  if (added + changed + destroyed === 0) return 'no changes';
  return `${added} added, ${changed} changed, ${destroyed} destroyed`;
}

function failure(exitCode: number, output: string, logFile: string): UserError {
  const sentences = explain(output);
  const what = sentences.length > 0 ? sentences.join('\n') : errorLines(output);
  return new UserError(
    `\ncdktf deploy failed (exit code ${exitCode}).\n${what}\nEverything it said: ${logFile}\nWhat was done is kept; the next run goes on from there.`,
  );
}

/** Terraform's own words, where we have none. */
function errorLines(output: string): string {
  const lines = output.split('\n').filter((line) => /Error|error/.test(line));
  return lines.slice(0, 8).join('\n');
}
