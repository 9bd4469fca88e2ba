import { Command } from 'commander';
import { commandsFor } from './commands';
import { version } from './package';
import { EXIT_CODES_HELP } from './terminal/exit-codes';
import { io } from './terminal/io';

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

/**
 * The command line, ready to be parsed.
 *
 * @param args decide which command is loaded; without any, all are
 */
export function btpIscProgram(args: readonly string[] = []): Command {
  const program = new Command('btp-isc')
    .description('Connects SuccessFactors Intelligent Services Center to SAP Cloud Integration: values, proof, checks.')
    .version(version)
    .option('--debug', 'show stack traces')
    .addHelpText('after', EXAMPLES)
    .addHelpText('after', EXIT_CODES_HELP);
  for (const command of commandsFor(args)) program.addCommand(command);
  behave(program, 'btp-isc');
  return program;
}

/** One behaviour for all commands: what is mistyped ends with a suggestion, a hint and the exit code for usage. */
function behave(command: Command, path: string): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out.write(text), writeErr: (text) => io.err.write(text) })
    .showSuggestionAfterError()
    .showHelpAfterError(
      `(${path} --help shows ${command.commands.length > 0 ? 'the commands' : 'the options and examples'})`,
    )
    .configureHelp({ showGlobalOptions: true });
  for (const each of command.commands) behave(each, `${path} ${each.name()}`);
}
