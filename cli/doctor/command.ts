import { type Command, Option } from 'commander';
import { EXIT, UserError, unknown } from '../io/exit';
import type { Io } from '../io/io';
import { concurrently, withProgress } from '../io/progress';
import { command, jsonOption, landscapeOption, outputOption, parallelismOption } from '../options';
import type { Session } from '../session';
import { nothingDeployed } from '../sheet/deployed';
import { RunningPrograms } from '../terraform/process-group';
import { readStacks, type SynthesizedStack, synthesizeStacks } from '../terraform/stacks';
import { Terraform } from '../terraform/terraform';
import { type Diagnosis, diagnose } from './diagnose';
import { type Check, checkCredentials, checkOtherStates, checkStateFolders, checkTerraform } from './environment';
import { doctorText } from './text';

export interface DoctorOptions {
  readonly landscape: string;
  readonly namedLandscape?: string;
  readonly output: string;
  readonly stack?: readonly string[];
  readonly parallelism: number;
  readonly synth: boolean;
  readonly json: boolean;
}

/** `btp-isc doctor`: why the next deployment would fail, and what an interrupted one has left behind. */
export function doctorCommand(session: Session): Command {
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
    .action(session.runs(runDoctor));
}

export async function runDoctor(options: DoctorOptions, io: Io): Promise<number> {
  process.umask(0o077);
  const { output, namedLandscape } = options;
  const programs = new RunningPrograms((line) => io.err.line(line));
  try {
    const terraform = new Terraform({ programs, env: io.env });
    const all = options.synth
      ? await synthesizeStacks(output, { programs, env: io.env, landscape: namedLandscape })
      : readStacks(output);
    const nothing = nothingDeployed(all, options.landscape);
    if (nothing) {
      if (options.json) io.out.json({ checks: [], stacks: [] });
      else io.out.line(nothing);
      return EXIT.ok;
    }
    const tool = checkTerraform(await terraform.version());
    const stacks = selectStacks(all, options.stack);
    const credentials = checkCredentials(io.env);
    const checks = [tool, ...credentials, ...checkStateFolders(stacks), ...checkOtherStates(all)];
    const canAsk = credentials.every(({ ok }) => ok);
    const look = () => concurrently(stacks, options.parallelism, (stack) => diagnoseOrFail(stack, terraform));
    const diagnoses = canAsk ? await withProgress(`Looking at ${stacks.length} stack(s)`, look(), io.err) : [];
    if (programs.interrupted) throw new UserError('Interrupted; nothing was changed.', EXIT.interrupted);
    if (options.json) io.out.json({ checks, stacks: diagnoses });
    else io.out.write(doctorText(checks, diagnoses, io.out.style));
    return exitCode(checks, diagnoses, canAsk);
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
  for (const name of names ?? []) if (!known.includes(name)) throw unknown('stack', name, known, 'The app');
  return stacks.filter(({ name }) => !names || names.includes(name));
}
