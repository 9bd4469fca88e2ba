import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { Landscape } from '../../lib/landscape/landscape';
import { loadLandscape } from '../../lib/landscape/load';
import { DEFAULT_TIMEOUT_MS, HttpClient } from '../http/exchange';
import { EXIT, UserError } from '../io/exit';
import type { Io } from '../io/io';
import { withProgress } from '../io/progress';
import { command, count, jsonOption, landscapeOption, outputOption, subaccountOption } from '../options';
import type { Session } from '../session';
import { readDeployedKeys, readOutputs } from '../state/state';
import { Terraform } from '../terraform/terraform';
import { LandscapeText, rejectInvalidLandscape, writeLandscape } from './landscape-text';
import {
  currentName,
  currentSheets,
  type DeployedRotation,
  deployedKey,
  prove,
  sharedSecrets,
  sharedSecretWarning,
} from './proof';
import { keyOfConnector, type RotatedKey } from './rotation';
import { abort, begin, type RotationStep, retire, retiredBy } from './steps';
import { type Action, nextSteps, type RotationReport, rotationText } from './text';
import { unifiedDiff } from './text-edits';

interface RotateOptions {
  readonly connector: string;
  readonly landscape: string;
  readonly output: string;
  readonly subaccount?: string;
  readonly generation?: string;
  /** True without a value. */
  readonly retire?: string | true;
  readonly abort: boolean;
  readonly dryRun: boolean;
  readonly timeout: number;
  readonly json: boolean;
}

/** `btp-isc rotate`: another key for a connector, without an interruption. */
export function rotateCommand(session: Session): Command {
  return command('rotate', "renews a connector's key by overlap: edits the landscape file, one step at a time", [
    "btp-isc rotate 'Employee Hired'                 begin: a new generation beside the old one",
    "btp-isc rotate 'Employee Hired' --dry-run       only show what would change",
    "btp-isc rotate 'Employee Hired' --retire        end: the new one is proven, the old one goes",
    "btp-isc rotate 'Employee Hired' --abort         back to the old one while it is there",
  ])
    .argument('<connector>', 'name of the connector; all that share its key are rotated with it')
    .addOption(landscapeOption())
    .addOption(outputOption())
    .addOption(subaccountOption())
    .option(
      '--generation <id>',
      'name of the new generation (default: this month); with --abort, the one to go back to',
    )
    .addOption(
      new Option(
        '--retire [generation]',
        'remove an old generation, after an event was delivered with the current one',
      ).conflicts(['abort', 'generation']),
    )
    .option('--abort', 'make the old generation current again', false)
    .option('--dry-run', 'show the change and write nothing', false)
    .option('--timeout <seconds>', 'longest wait for each answer of the proof', count, DEFAULT_TIMEOUT_MS / 1000)
    .addOption(jsonOption())
    .action(session.runs(rotate, [{ options: ['--timeout'], without: ['--retire'] }]));
}

async function rotate(options: RotateOptions, io: Io): Promise<number> {
  const landscape = loadLandscape(options.landscape);
  const text = new LandscapeText(options.landscape, readFileSync(options.landscape, 'utf8'));
  const rotated = keyOfConnector(landscape, options.connector, options.subaccount);
  const taken = await takeStep({ landscape, text, rotated, options, io });
  rejectInvalidLandscape(text);
  if (!options.dryRun) writeLandscape(text);
  const report = reportOf(taken, text, rotated, options);
  for (const warning of options.json ? [] : report.warnings) io.err.line(`Warning: ${warning}`);
  if (options.json) io.out.json(report);
  else io.out.write(rotationText(report, io.out.style));
  return EXIT.ok;
}

interface Rotation {
  readonly landscape: Landscape;
  readonly text: LandscapeText;
  readonly rotated: RotatedKey;
  readonly options: RotateOptions;
  readonly io: Io;
}

interface Taken {
  readonly action: Action;
  readonly step: RotationStep;
  readonly proven: readonly string[];
  readonly warnings: readonly string[];
}

function takeStep(rotation: Rotation): Promise<Taken> | Taken {
  const { text, rotated, options, io } = rotation;
  if (options.retire !== undefined) return takeRetire(rotation);
  if (options.abort) return takeAbort(rotation);
  const step = begin(text, rotated, { generation: options.generation, now: io.now() });
  return { action: 'begin', step, proven: [], warnings: [] };
}

async function takeRetire({ landscape, text, rotated, options, io }: Rotation): Promise<Taken> {
  const retired = retiredBy(rotated, options.retire === true ? undefined : options.retire);
  const deployed = await readDeployed(rotated, options, io);
  const sheets = currentSheets(landscape, rotated, deployed);
  const proofs = await withProgress(
    `Sending an event to ${sheets.length} connector(s)`,
    prove(rotated, sheets, deployed.outputs, new HttpClient(io.env, options.timeout * 1000)),
    io.err,
  );
  const pair = [currentName(rotated), retired.name].flatMap((name) => deployedKey(rotated, deployed, name) ?? []);
  return {
    action: 'retire',
    step: retire(text, rotated, retired),
    proven: proofs.map(({ connectorName }) => connectorName),
    warnings: sharedSecrets(pair).map(sharedSecretWarning),
  };
}

async function takeAbort({ text, rotated, options, io }: Rotation): Promise<Taken> {
  const { isDeployed, warnings } = await whatIsDeployed(rotated, options, io);
  return { action: 'abort', step: abort(text, rotated, options.generation, isDeployed), proven: [], warnings };
}

/** What cannot be known counts as deployed, so that nothing is removed that ISC may use. */
async function whatIsDeployed(rotated: RotatedKey, options: RotateOptions, io: Io) {
  try {
    const deployed = await readDeployed(rotated, options, io);
    return { isDeployed: (name: string) => deployedKey(rotated, deployed, name) !== undefined, warnings: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const warning = `Whether the key is deployed is not known, so it stays until it is retired: ${error.message}`;
    return { isDeployed: () => true, warnings: [warning] };
  }
}

async function readDeployed({ subaccount }: RotatedKey, options: RotateOptions, io: Io): Promise<DeployedRotation> {
  const folder = { outDir: options.output, terraform: new Terraform({ env: io.env }) };
  // One after the other: both may have to initialize the folder.
  const read = async () => ({
    outputs: await readOutputs(subaccount.name, folder),
    keys: await readDeployedKeys(subaccount.name, folder),
  });
  return withProgress('Reading the state', read(), io.err);
}

/** Two are enough for an overlap. */
const USUAL_NUMBER = 2;

function reportOf(
  { action, step, proven, warnings }: Taken,
  text: LandscapeText,
  rotated: RotatedKey,
  options: RotateOptions,
): RotationReport {
  const { key, generations } = step;
  const many =
    generations.length > USUAL_NUMBER
      ? [
          `${generations.length} generations of key '${key}' are valid at once; retire those that nobody uses: ${step.old.join(', ')}.`,
        ]
      : [];
  return {
    action,
    file: options.landscape,
    written: !options.dryRun,
    subaccount: rotated.subaccount.name,
    runtime: rotated.runtime.name,
    key,
    current: step.current ?? null,
    generations,
    connectors: rotated.connectors.map(({ name }) => name),
    proven,
    diff: unifiedDiff(options.landscape, text.text, text.edits),
    notes: step.notes,
    warnings: [...warnings, ...many],
    next: nextSteps(action, rotated, step, options.connector),
  };
}
