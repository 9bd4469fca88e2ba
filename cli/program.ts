import { Command, CommanderError } from 'commander';
import { EXIT, EXIT_CODES_HELP, report } from './io/exit';
import { type Io, processIo } from './io/io';
import { version } from './package';
import { Session } from './session';

/** The commands in the order in which help shows them. Loading them all takes longer than most of them run. */
const COMMANDS: Readonly<Record<string, (session: Session) => Command>> = {
  init: (session) => (require('./init/command') as typeof import('./init/command')).initCommand(session),
  validate: (session) =>
    (require('./validate/command') as typeof import('./validate/command')).validateCommand(session),
  review: (session) => (require('./review/command') as typeof import('./review/command')).reviewCommand(session),
  apply: (session) => (require('./apply/command') as typeof import('./apply/command')).applyCommand(session),
  sheet: (session) => (require('./sheet/command') as typeof import('./sheet/command')).sheetCommand(session),
  verify: (session) => (require('./verify/command') as typeof import('./verify/command')).verifyCommand(session),
  rotate: (session) => (require('./rotate/command') as typeof import('./rotate/command')).rotateCommand(session),
  keys: (session) => (require('./keys/command') as typeof import('./keys/command')).keysCommand(session),
  neo: (session) => (require('./neo/command') as typeof import('./neo/command')).neoCommand(session),
  doctor: (session) => (require('./doctor/command') as typeof import('./doctor/command')).doctorCommand(session),
  emulator: () => (require('../emulator/command') as typeof import('../emulator/command')).emulatorCommand(),
};

const EXAMPLES = `
Examples:
  btp-isc init my-landscape            a new project
  btp-isc validate                     is the landscape file right?
  btp-isc sheet --reveal               what to type into ISC
  btp-isc review                       what would a deployment do?
  btp-isc apply                        do exactly that
  btp-isc verify                       does it work, as ISC will use it?
  btp-isc rotate 'Employee Hired'      another key, without an interruption
  btp-isc keys                         is a key due?
  btp-isc doctor                       what did a failed deployment leave behind?
  btp-isc help verify                  options and examples of a command`;

/** Runs a command line to its end and returns the exit code. What went wrong has been said by then. */
export async function btpIsc(args: readonly string[], io: Io): Promise<number> {
  const session = new Session(io);
  const program = btpIscProgram(args, session);
  try {
    await program.parseAsync(args, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return report(error, io.err, program.opts<{ debug?: boolean }>().debug);
  }
}

/**
 * The command line, ready to be parsed.
 *
 * @param args decide which command is loaded: the one that they name, none for the version, else all, for help and for suggestions
 */
export function btpIscProgram(args: readonly string[] = [], session = new Session(processIo())): Command {
  const program = new Command('btp-isc')
    .description('Connects SuccessFactors Intelligent Services Center to SAP Cloud Integration: values, proof, checks.')
    .version(version)
    .option('--debug', 'show stack traces')
    .addHelpText('after', EXAMPLES)
    .addHelpText('after', EXIT_CODES_HELP);
  const first = args.find((arg) => arg !== '--debug') ?? '';
  const named = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  const loaded = ['--version', '-V'].includes(first) ? [] : named ? [named] : Object.values(COMMANDS);
  for (const load of loaded) program.addCommand(load(session));
  behave(program, 'btp-isc', session.io);
  return program;
}

/** One behaviour for all commands: what is mistyped ends with a suggestion, a hint and the exit code for usage. */
function behave(command: Command, path: string, io: Io): void {
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out.write(text),
      writeErr: (text) => io.err.write(text),
      getOutHelpWidth: () => io.out.columns,
      getErrHelpWidth: () => io.err.columns,
    })
    .showSuggestionAfterError()
    .showHelpAfterError(
      `(${path} --help shows ${command.commands.length > 0 ? 'the commands' : 'the options and examples'})`,
    )
    .configureHelp({ showGlobalOptions: true });
  for (const each of command.commands) behave(each, `${path} ${each.name()}`, io);
}
