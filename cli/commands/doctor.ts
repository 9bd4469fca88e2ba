import { type Command, Option } from 'commander';
import { type Diagnosis, diagnose } from '../doctor/diagnose';
import {
  type Check,
  checkCredentials,
  checkOtherStates,
  checkStateFolders,
  checkTerraform,
} from '../doctor/environment';
import { doctorText } from '../doctor/text';
import { concurrently } from '../terminal/concurrently';
import { EXIT } from '../terminal/exit-codes';
import { io } from '../terminal/io';
import { RunningPrograms } from '../terminal/process-group';
import { withProgress } from '../terminal/progress';
import { UserError } from '../terminal/user-error';
import { readStacks, type SynthesizedStack, synthesizeStacks } from '../terraform/stacks';
import { Terraform } from '../terraform/terraform';
import { nothingDeployed } from './deployed';
import { command, jsonOption, landscapeOption, namedLandscape, outputOption, parallelismOption } from './options';

interface DoctorOptions {
  readonly landscape: string;
  readonly output: string;
  readonly stack?: readonly string[];
  readonly parallelism: number;
  readonly synth: boolean;
  readonly json: boolean;
}

/** `btp-isc doctor`: why the next deployment would fail, and what an interrupted one has left behind. */
export function doctorCommand(): Command {
  return command(
    'doctor',
    'finds what failed or interrupted deployments left behind, and gives the command that mends it',
    ['btp-isc doctor', 'btp-isc doctor --stack hr-prod', 'btp-isc doctor --json'],
  )
    .addOption(landscapeOption())
    .addOption(outputOption())
    .option('--stack <name...>', 'only these stacks')
    .addOption(parallelismOption())
    .addOption(new Option('--no-synth', 'look at what has been synthesized already'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nIt reads only. Exit code 0: nothing found; 2: something to mend; 1: it could not find out.',
    )
    .action(doctor);
}

async function doctor(options: DoctorOptions, command: Command): Promise<void> {
  process.umask(0o077);
  const named = namedLandscape(command);
  const programs = new RunningPrograms((line) => io.err.line(line));
  try {
    const terraform = new Terraform({ programs });
    const all = options.synth ? await synthesizeStacks(options.output, programs, named) : readStacks(options.output);
    const nothing = nothingDeployed(all, options.landscape);
    if (nothing) return options.json ? io.out.json({ checks: [], stacks: [] }) : io.out.line(nothing);
    const tool = checkTerraform(await terraform.version());
    const stacks = selectStacks(all, options.stack);
    const credentials = checkCredentials();
    const checks = [tool, ...credentials, ...checkStateFolders(stacks), ...checkOtherStates(all)];
    const canAsk = credentials.every(({ ok }) => ok);
    const look = () => concurrently(stacks, options.parallelism, (stack) => diagnoseOrFail(stack, terraform));
    const diagnoses = canAsk ? await withProgress(`Looking at ${stacks.length} stack(s)`, look()) : [];
    if (programs.interrupted) throw new UserError('Interrupted; nothing was changed.', EXIT.interrupted);
    if (options.json) io.out.json({ checks, stacks: diagnoses });
    else io.out.write(doctorText(checks, diagnoses, io.out.style));
    process.exitCode = exitCode(checks, diagnoses, canAsk);
  } finally {
    programs.close();
  }
}

/** One stack that cannot be looked at does not keep the others from it. */
async function diagnoseOrFail(stack: SynthesizedStack, terraform: Terraform): Promise<Diagnosis> {
  try {
    return await diagnose(stack, terraform);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { stack: stack.name, findings: [], failure: error.message };
  }
}

function exitCode(checks: readonly Check[], diagnoses: readonly Diagnosis[], canAsk: boolean): number {
  if (!canAsk || diagnoses.some(({ failure }) => failure)) return EXIT.failed;
  const found = checks.some(({ ok }) => !ok) || diagnoses.some(({ findings }) => findings.length > 0);
  return found ? EXIT.due : EXIT.ok;
}

function selectStacks(stacks: readonly SynthesizedStack[], names: readonly string[] | undefined): SynthesizedStack[] {
  const known = stacks.map(({ name }) => name);
  const unknown = (names ?? []).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UserError(`There is no stack ${unknown.join(', ')}. There are: ${known.join(', ')}.`, EXIT.usage);
  return stacks.filter(({ name }) => !names || names.includes(name));
}
