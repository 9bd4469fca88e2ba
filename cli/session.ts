import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { loadLandscape } from '../lib/landscape/load';
import { EXIT } from './io/exit';
import type { Io } from './io/io';

/** What a command does; it returns the exit code, and throws a `UserError` where it cannot go on. */
export type Run<Options> = (options: Options, io: Io) => number | Promise<number>;

/** Options that a command ignores as long as another one is given, or none of those that read them. */
export interface IgnoredOptions {
  readonly options: readonly string[];
  readonly beside?: string;
  readonly without?: readonly string[];
}

/** One command line: the world that its command sees, and the exit code with which it ends. */
export class Session {
  exitCode: number = EXIT.ok;

  constructor(readonly io: Io) {}

  /**
   * The action of a commander command: its arguments by their names, its options, and `namedLandscape`.
   *
   * @param ignored would mislead the user who gave them, so that they are refused
   */
  runs<Options>(run: Run<Options>, ignored: readonly IgnoredOptions[] = []): (...args: unknown[]) => Promise<void> {
    return async (...args) => {
      const command = args.at(-1) as Command;
      readVariables(command, this.io.env);
      for (const rule of ignored) rejectIgnored(command, rule);
      const named = command.registeredArguments.map((argument, index) => [argument.name(), args[index]] as const);
      const options = { ...Object.fromEntries(named), ...command.opts(), namedLandscape: namedLandscape(command) };
      this.exitCode = await run(options as Options, this.io);
    };
  }
}

function rejectIgnored(command: Command, { options, beside, without = [] }: IgnoredOptions): void {
  const given = command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    .map(({ long }) => long as string);
  if ((beside && !given.includes(beside)) || without.some((option) => given.includes(option))) return;
  const useless = options.filter((option) => given.includes(option)).join(' and ');
  if (!useless) return;
  const where = [beside && `beside ${beside}`, without.length > 0 && `without ${without.join(' or ')}`];
  command.error(
    `error: ${useless} would have no effect ${where.filter(Boolean).join(' ')}: leave out what is not meant`,
  );
}

/** An option may be said by a variable. An empty one says nothing, as an unset secret or parameter of a pipeline is. */
function readVariables(command: Command, env: NodeJS.ProcessEnv): void {
  for (const option of command.options) {
    const name = option.attributeName();
    if (!option.envVar || command.getOptionValueSource(name) === 'cli') continue;
    const value = env[option.envVar];
    if (value) command.setOptionValueWithSource(name, value, 'env');
    else command.setOptionValueWithSource(name, option.defaultValue, 'default');
  }
}

/**
 * The landscape file that the user named, by the option or by the variable; undefined where the default applies, so that an
 * app may have a landscape elsewhere, or none.
 *
 * @throws LandscapeError when it does not exist
 */
function namedLandscape(command: Command): string | undefined {
  const { landscape } = command.opts<{ landscape?: string }>();
  if (landscape === undefined || command.getOptionValueSource('landscape') === 'default') return undefined;
  if (!existsSync(landscape)) loadLandscape(landscape);
  return landscape;
}
