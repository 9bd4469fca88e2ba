import { existsSync, writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { harmlessJson } from '../../lib/core/harmless';
import { loadLandscape } from '../../lib/landscape/load';
import { EXIT, UserError } from '../io/exit';
import type { Io } from '../io/io';
import { inShell } from '../io/text';
import { command, jsonOption, type PlanOptions, withPlanOptions } from '../options';
import { version } from '../package';
import { blockingFindings, locationsIn, parseAcknowledgements, sarif } from '../policy/findings';
import { PLAN_RULES } from '../policy/plan-rules';
import type { Session } from '../session';
import { RunningPrograms } from '../terraform/process-group';
import { landscapeGraph, reviewMarkdown } from './markdown';
import type { Summary } from './plan-documents';
import { PlanFolder } from './plan-folder';
import { review } from './review';
import { takePlanKey } from './sealing';
import { parseShard } from './shards';
import { exitCodeOf, mergeSummaries } from './summary';
import { reviewText } from './text';

export interface ReviewCommandOptions extends PlanOptions {
  readonly drift: boolean;
  readonly graph: boolean;
  readonly markdown?: string;
  readonly sarif?: string;
  readonly merge?: string[];
}

/** `btp-isc review`: what a deployment would do, before anybody does it. */
export function reviewCommand(session: Session): Command {
  return withPlanOptions(
    command(
      'review',
      "plans every stack to a file and tells in SAP's words what would happen, the risk first",
      EXAMPLES,
    ),
  )
    .option('--drift', 'tell what was changed outside of Terraform, instead of planning', false)
    .option('--merge <dir...>', 'one review from the plan folders of several shards; plans nothing')
    .option('--graph', 'draw the landscape: as Mermaid text, or in the Markdown', false)
    .addOption(jsonOption())
    .option('--markdown <file>', 'write Markdown for a comment on a pull request')
    .option('--sarif <file>', 'write the findings as SARIF 2.1.0')
    .addOption(new Option('--no-synth', 'plan what has been synthesized already'))
    .action(session.runs(runReview, IGNORED));
}

const IGNORED = [
  {
    options: ['--parallelism', '--lock-timeout', '--shard', '--acknowledge', '--drift', '--no-synth'],
    beside: '--merge',
  },
  { options: ['--graph'], beside: '--json', without: ['--markdown'] },
];

const EXAMPLES = [
  'btp-isc review',
  'btp-isc review --markdown review.md --graph --sarif review.sarif',
  'btp-isc review --acknowledge "PLAN001=ISC was switched on 3 November"',
  'btp-isc review --drift',
  'btp-isc review --shard 2/5 --plans plans-2',
  'btp-isc review --merge plans-1 plans-2 --markdown review.md',
  'btp-isc review --sealed --plans plans',
];

export async function runReview(options: ReviewCommandOptions, io: Io): Promise<number> {
  process.umask(0o077);
  const key = takePlanKey(options.sealed, io.env);
  const summary = options.merge ? mergeReviews(options.merge, key) : await planLandscape(options, io, key);
  const graph = options.graph ? drawLandscape(options.landscape) : undefined;
  if (options.markdown) writeReport(options.markdown, reviewMarkdown(summary, graph));
  if (options.sarif) writeSarif(options.sarif, summary, options.landscape);
  if (options.json) io.out.json(summary);
  else {
    io.out.write(reviewText(summary, io.out.style));
    if (graph && !options.markdown) io.out.write(`\n${graph}`);
    tellNextStep(summary, io);
  }
  return exitCodeOf(summary);
}

async function planLandscape(options: ReviewCommandOptions, io: Io, planKey: string | undefined): Promise<Summary> {
  const say = (line: string) => io.err.line(line);
  const shard = options.shard === undefined ? undefined : parseShard(options.shard);
  const acknowledged = parseAcknowledgements(options.acknowledge);
  const programs = new RunningPrograms(say);
  try {
    return await review({ ...options, env: io.env, planKey, shard, acknowledged, say }, programs);
  } finally {
    programs.close();
  }
}

const mergeReviews = (dirs: readonly string[], planKey: string | undefined) =>
  mergeSummaries(dirs.map((dir) => PlanFolder.summaryOf(dir, planKey)));

function drawLandscape(file: string): string {
  if (!existsSync(file)) throw new UserError(`--graph draws a landscape, and there is no ${file}.`);
  return landscapeGraph(loadLandscape(file));
}

function writeSarif(file: string, summary: Summary, landscape: string): void {
  const log = sarif(summary.findings, PLAN_RULES, version, locationsIn(landscape));
  writeReport(file, `${harmlessJson(log)}\n`);
}

function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UserError(
      `The review cannot be written to ${file} (${(error as NodeJS.ErrnoException).code}). Name a file in a folder that exists.`,
    );
  }
}

const hasChanges = ({ stacks }: Summary) => stacks.some(({ state }) => state !== 'unchanged');

function tellNextStep(summary: Summary, io: Io): void {
  const open = blockingFindings(summary.findings);
  if (open.length > 0) {
    const [first] = open;
    io.err.line(
      `\nThe plans will not be applied as long as ${open.length} finding(s) stand. Where one is meant: --acknowledge ${inShell(`${first?.rule}=reason`)}`,
    );
  } else if (summary.kind === 'review' && exitCodeOf(summary) === EXIT.due && hasChanges(summary)) {
    io.err.line('\nTo do exactly this: btp-isc apply');
  }
}
