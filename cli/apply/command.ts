import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { EXIT, UserError } from '../io/exit';
import type { Io } from '../io/io';
import { command, jsonOption, type PlanOptions, withPlanOptions } from '../options';
import { parseAcknowledgements } from '../policy/findings';
import type { PlanManifest, PlannedStackEntry, Summary } from '../review/plan-documents';
import { PlanFolder } from '../review/plan-folder';
import { currentCommit, landscapeFile } from '../review/review';
import { takePlanKey } from '../review/sealing';
import { parseShard, stacksOfShard } from '../review/shards';
import type { Session } from '../session';
import { deployed, nothingDeployed } from '../sheet/deployed';
import { type ConnectorSheet, masked } from '../sheet/sheet';
import { sheetText } from '../sheet/text';
import { RunningPrograms } from '../terraform/process-group';
import { readStacks, synthesizeStacks } from '../terraform/stacks';
import { Terraform } from '../terraform/terraform';
import { type ApplyResult, applyStacks } from './apply-stacks';
import { rejectFailedPlans, rejectMismatchedPlans, rejectOpenFindings } from './checks';
import { applyText, StatusLines } from './text';

/** `btp-isc apply`: does what was reviewed, and nothing else. */
export function applyCommand(session: Session): Command {
  return withPlanOptions(
    command('apply', 'applies exactly the plans of the last review; refuses them when anything has changed since', [
      'btp-isc apply',
      'btp-isc apply --acknowledge "PLAN003=monitoring needs it"',
      'btp-isc apply --parallelism 10 --lock-timeout 10m',
      'btp-isc apply --shard 2/5 --plans plans-2',
      'btp-isc apply --sealed --plans plans',
    ]),
  )
    .addOption(jsonOption())
    .addOption(new Option('--no-synth', 'compare with what has been synthesized already'))
    .action(session.runs(runApply));
}

export async function runApply(options: PlanOptions, io: Io): Promise<number> {
  process.umask(0o077);
  const folder = PlanFolder.open(options.plans, takePlanKey(options.sealed, io.env));
  const programs = new RunningPrograms((line) => io.err.line(line));
  try {
    return await applyPlans(folder, folder.read(), programs, options, io);
  } finally {
    programs.close();
    folder.close();
  }
}

async function applyPlans(
  folder: PlanFolder,
  manifest: PlanManifest,
  programs: RunningPrograms,
  options: PlanOptions,
  io: Io,
): Promise<number> {
  const reviewed = folder.readSummary();
  const entries = selectEntries(manifest, options.shard);
  rejectFailedPlans(manifest);
  rejectOpenFindings(manifest, parseAcknowledgements(options.acknowledge));
  const terraform = new Terraform({ programs, env: io.env });
  const { output, namedLandscape } = options;
  const stacks = options.synth
    ? await synthesizeStacks(output, { programs, env: io.env, landscape: namedLandscape })
    : readStacks(output);
  const nothing = nothingDeployed(stacks, options.landscape);
  if (nothing) io.err.line(nothing);
  const product = nothing ? manifest.terraform : await terraform.version();
  const present = { commit: currentCommit(), landscape: landscapeFile(options.landscape), terraform: product, stacks };
  rejectMismatchedPlans({ ...manifest, stacks: entries }, present, folder);

  const status = new StatusLines(io.err);
  const results = await applyStacks(entries, stacks, {
    terraform,
    folder,
    parallelism: options.parallelism,
    lockTimeout: options.lockTimeout,
    interrupted: () => programs.interrupted,
    onProgress: (stack, text) => status.update(stack, text),
  });
  if (entries.length === manifest.stacks.length) folder.remove();
  await printResults(results, reviewed, options, io);
  return programs.interrupted ? EXIT.interrupted : results.some(isUndone) ? EXIT.failed : EXIT.ok;
}

const isUndone = ({ state }: ApplyResult) => state === 'failed' || state === 'skipped';

/** All of the plans, or one shard of them where one review covers everything. */
function selectEntries(manifest: PlanManifest, shard: string | undefined): PlannedStackEntry[] {
  if (shard === undefined || manifest.shard === shard) return [...manifest.stacks];
  if (manifest.shard) throw new UserError(`The plans are those of shard ${manifest.shard}, not of ${shard}.`);
  return stacksOfShard(manifest.stacks, parseShard(shard));
}

/** What became of every stack, then what ISC must be told, without secrets. */
async function printResults(
  results: readonly ApplyResult[],
  reviewed: Summary,
  options: PlanOptions,
  io: Io,
): Promise<void> {
  const style = io.out.style;
  if (!options.json) io.out.write(applyText(results, style));
  const sheets = await findNewSheets(results, reviewed, options, io);
  if (options.json) io.out.json({ stacks: results, sheets });
  else if (sheets.length > 0) io.out.write(`\nWhat ISC must be told:\n\n${sheetText(sheets, style, false)}`);
}

/** The connectors of what was applied that have new credentials. */
async function findNewSheets(
  results: readonly ApplyResult[],
  reviewed: Summary,
  options: PlanOptions,
  io: Io,
): Promise<ConnectorSheet[]> {
  if (!existsSync(options.landscape)) return [];
  const applied = new Set(results.filter(({ state }) => state === 'applied').map(({ stack }) => stack));
  const sheets: ConnectorSheet[] = [];
  for (const { name, tellIsc } of reviewed.stacks) {
    if (!applied.has(name) || tellIsc.length === 0) continue;
    const { landscape, output } = options;
    const found = await deployed({ landscape, output, subaccount: name }, io);
    sheets.push(...found.sheets.filter(({ connectorName }) => tellIsc.includes(connectorName)).map(masked));
  }
  return sheets;
}
