import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { btpIscProgram } from '../../../cli/program';
import type { ShellCommand } from '../../../docs/generate/shell';
import { emulatorCommand } from '../../../emulator/command';
import { projectRoot } from '../../../toolchain/paths';

const scripts = (JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { scripts: object }).scripts;

type Check = (args: readonly string[]) => string | undefined;

/** Says what is wrong with a command of the documentation, if something is. */
export function problemOf({ words }: ShellCommand): string | undefined {
  const [program, ...args] = words[0] === 'npx' ? words.slice(1) : words;
  if (program === undefined) return undefined;
  const check = Object.hasOwn(PROGRAMS, program) ? PROGRAMS[program] : undefined;
  return check ? check(args) : `${program} is no program that the documentation may use: see ${__filename}`;
}

/** Whatever a shell or a machine has; nothing of the project depends on how it is called. */
const ANYTHING: Check = () => undefined;

const oneOf =
  (...names: readonly string[]): Check =>
  ([name = '']) =>
    names.includes(name) ? undefined : `${name} is none of ${names.join(', ')}`;

const PROGRAMS: Readonly<Record<string, Check>> = {
  'btp-isc': (args) => parsed(btpIscProgram(), args),
  npm: checkNpm,
  // Its options are checked against the real program in __tests__/contract/docs-programs.test.ts.
  cdktf: oneOf('deploy', 'destroy', 'diff', 'get', 'output', 'synth'),
  jest: checkJest,
  biome: oneOf('check'),
  node: ([file = '']) => (sourceOf(file) ? undefined : `${file} does not exist`),
  terraform: checkTerraform,
  tofu: checkTerraform,
  cf: oneOf('curl', 'login', 'service', 'service-key', 'space'),
  git: oneOf('clone', 'add', 'commit', 'checkout', 'switch', 'diff', 'push', 'status'),
  ...Object.fromEntries(
    ['cat', 'cd', 'cp', 'curl', 'export', 'mkdir', 'openssl', 'read', 'rm', 'time', 'umask', 'unset'].map((name) => [
      name,
      ANYTHING,
    ]),
  ),
};

/** The arguments against a command of commander, its own checks of values included; nothing is run. */
export function parsed(command: Command, args: readonly string[]): string | undefined {
  try {
    return unparsed(command, args, command.name());
  } catch (error) {
    if (error instanceof CommanderError) return error.message;
    return (error as Error).message;
  }
}

function unparsed(command: Command, args: readonly string[], path: string): string | undefined {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  const [name, ...rest] = args;
  const inner = command.commands.find((each) => each.name() === name);
  if (inner) return unparsed(inner, rest, `${path} ${name}`);
  const given = args.filter((arg) => !['--help', '-h', '--version'].includes(arg));
  if (given.length < args.length && given.length === 0) return undefined;
  if (command.commands.length > 0) {
    if (name === 'help') return rest[0] === undefined ? undefined : unparsed(command, [...rest, '--help'], path);
    return name === undefined ? `${path} needs a command` : `${path} ${name} is no command`;
  }
  const { operands, unknown } = command.parseOptions([...given]);
  if (unknown.length > 0) return `${path} has no option ${unknown[0]}`;
  const wanted = command.registeredArguments;
  const required = wanted.filter((argument) => argument.required).length;
  if (operands.length < required) return `${path} needs ${required} argument(s)`;
  const most = wanted.some((argument) => argument.variadic) ? Number.POSITIVE_INFINITY : wanted.length;
  return operands.length > most ? `${path} takes no argument ${operands[most]}` : undefined;
}

function checkNpm(args: readonly string[]): string | undefined {
  const [name = '', ...rest] = args;
  if (['ci', 'install', 'pack'].includes(name)) return undefined;
  const script = name === 'run' ? (rest[0] ?? '') : name;
  if (!['run', 'start', 'test'].includes(name) || !Object.hasOwn(scripts, script))
    return `npm ${args.join(' ')}: there is no such script`;
  const own = args.includes('--') ? args.slice(args.indexOf('--') + 1) : [];
  return script === 'emulator' ? parsed(emulatorCommand(), own) : undefined;
}

const SUITES = ['unit', 'contract', 'main-job', 'e2e', 'faults'];
const JEST_OPTIONS = ['--selectProjects', '--testPathPatterns', '-t', '--coverage', '--collectCoverageFrom'];

function checkJest(args: readonly string[]): string | undefined {
  const suite = args[args.indexOf('--selectProjects') + 1] ?? '';
  if (!SUITES.includes(suite)) return `jest --selectProjects ${suite}: use one of ${SUITES.join(', ')}`;
  const unknown = args.find((arg) => arg.startsWith('-') && !JEST_OPTIONS.includes(arg));
  return unknown && `jest ${unknown} is not known here`;
}

const TERRAFORM = ['apply', 'force-unlock', 'import', 'init', 'output', 'plan', 'show', 'state', 'version'];

function checkTerraform(args: readonly string[]): string | undefined {
  const name = args.find((arg) => !arg.startsWith('-')) ?? '';
  return oneOf(...TERRAFORM)([name]);
}

/** A compiled file is there once it is compiled; its source must be there always. */
const sourceOf = (file: string) =>
  [file, file.replace(/^dist\//, '').replace(/\.js$/, '.ts')].some((path) => existsSync(join(projectRoot, path)));
