import type { Command } from 'commander';

/** The commands in the order in which help shows them. Loading them all takes longer than most of them run. */
const COMMANDS: Readonly<Record<string, () => Command>> = {
  init: () => (require('./commands/init') as typeof import('./commands/init')).initCommand(),
  validate: () => (require('./commands/validate') as typeof import('./commands/validate')).validateCommand(),
  review: () => (require('./commands/review') as typeof import('./commands/review')).reviewCommand(),
  apply: () => (require('./commands/apply') as typeof import('./commands/apply')).applyCommand(),
  sheet: () => (require('./commands/sheet') as typeof import('./commands/sheet')).sheetCommand(),
  verify: () => (require('./commands/verify') as typeof import('./commands/verify')).verifyCommand(),
  rotate: () => (require('./commands/rotate') as typeof import('./commands/rotate')).rotateCommand(),
  keys: () => (require('./commands/keys') as typeof import('./commands/keys')).keysCommand(),
  neo: () => (require('./commands/neo') as typeof import('./commands/neo')).neoCommand(),
  doctor: () => (require('./commands/doctor') as typeof import('./commands/doctor')).doctorCommand(),
  emulator: () => (require('../emulator/command') as typeof import('../emulator/command')).emulatorCommand(),
};

/** What needs no command at all. */
const ALONE = ['--version', '-V'];

/**
 * The commands that a command line needs: the one that it names, none for the version, else all, for help and for
 * suggestions.
 */
export function commandsFor(args: readonly string[]): Command[] {
  const first = args.find((arg) => arg !== '--debug') ?? '';
  if (ALONE.includes(first)) return [];
  const named = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  return (named ? [named] : Object.values(COMMANDS)).map((load) => load());
}
