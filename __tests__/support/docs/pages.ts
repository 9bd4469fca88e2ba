import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { parse, stringify } from 'yaml';
import { btpIscProgram } from '../../../cli/program';
import { type Page, proseOf, readPage } from '../../../docs/generate/markdown';
import type { ShellCommand } from '../../../docs/generate/shell';
import { emulatorCommand } from '../../../emulator/command';
import { projectRoot } from '../../../toolchain/paths';
import { MINIMAL } from '../landscapes';

/** Targets of a page's links and images, with their lines. */
export function links(page: Page): { line: number; target: string }[] {
  return proseOf(page)
    .split('\n')
    .flatMap((text, at) =>
      [...text.replace(/`[^`]*`/g, '``').matchAll(/\]\(([^()\s]*(?:\([^()\s]*\))?[^()\s]*)\)/g)].map(
        ([, target = '']) => ({ line: at + 1, target }),
      ),
    );
}

/** The anchors that the code host makes of headings: what is no letter, digit, hyphen or space goes, spaces become hyphens. */
function anchors(page: Page): Set<string> {
  const seen = new Map<string, number>();
  const headings = [...proseOf(page).matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, text = '']) => text);
  const own = [...page.text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id);
  return new Set([
    ...own,
    ...headings.map((heading) => {
      const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
      const slug = words.replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '').replaceAll(' ', '-');
      const times = seen.get(slug) ?? 0;
      seen.set(slug, times + 1);
      return times === 0 ? slug : `${slug}-${times}`;
    }),
  ]);
}

/** Of each page once: the reference alone has a thousand links into itself. */
const known = new Map<string, Set<string>>();

function anchorsOf(path: string): Set<string> {
  const found = known.get(path) ?? anchors(readPage(path));
  known.set(path, found);
  return found;
}

/** Why a target cannot be reached; what lies outside the project is not asked for. */
export function linkProblem(page: Page, target: string): string | undefined {
  if (/^https?:/.test(target)) return undefined;
  const [file = '', anchor] = target.split('#');
  const path = file ? normalize(join(dirname(page.path), file)) : page.path;
  if (path.startsWith('..')) return 'leads out of the project';
  if (!existsSync(join(projectRoot, path))) return `${path} does not exist`;
  if (anchor === undefined) return undefined;
  if (statSync(join(projectRoot, path)).isDirectory() || !path.endsWith('.md')) return 'only pages have anchors';
  return anchorsOf(path).has(anchor) ? undefined : `${path} has no heading #${anchor}`;
}

/**
 * The part of Mermaid's grammar that the documentation uses. Mermaid itself needs a browser for flowcharts and brings
 * 150 MB; what is refused here may be right in Mermaid, what passes was shown to Mermaid's own parser once.
 */
export function diagramProblems(text: string): string[] {
  const [kind = '', ...lines] = text.split('\n').map((line) => line.trim());
  const grammar = GRAMMARS.find(({ start }) => start.test(kind));
  if (!grammar) return [`a diagram begins with sequenceDiagram or flowchart, not with '${kind}'`];
  const said = lines.filter((line) => line && !line.startsWith('%%'));
  const problems = said
    .filter((line) => !grammar.lines.some((pattern) => pattern.test(line)))
    .map((line) => `not understood: ${line}`);
  const opened = said.filter((line) => grammar.opens.test(line)).length;
  const closed = said.filter((line) => line === 'end').length;
  if (opened !== closed) problems.push(`${opened} groups are opened, ${closed} are closed`);
  return [...problems, ...unknownNames(said, grammar)];
}

interface Grammar {
  readonly start: RegExp;
  readonly lines: readonly RegExp[];
  readonly opens: RegExp;
  /** Names that a line introduces, names that it uses. */
  readonly declares: RegExp;
  readonly uses: (line: string) => readonly string[];
}

/** Text in a diagram: a semicolon ends the line, a hash begins an entity, and 'end' as a word closes a group. */
const TEXT = '[^;#]+';
const LABEL = '[^;#"]+';
const NAME = '[A-Za-z]\\w*';
const SHAPE = `(?:\\["${LABEL}"\\]|\\("${LABEL}"\\)|\\{"${LABEL}"\\}|\\[\\("${LABEL}"\\)\\])`;
const NODE = `${NAME}${SHAPE}?`;
const ARROW = '(?:-->|-\\.->|==>)';

const GRAMMARS: readonly Grammar[] = [
  {
    start: /^sequenceDiagram$/,
    opens: /^(?:opt|loop|alt|par|rect) /,
    lines: [
      new RegExp(`^(?:participant|actor) ${NAME}(?: as ${TEXT})?$`),
      new RegExp(`^${NAME}(?:->>|-->>|-x|--x)${NAME}: ${TEXT}$`),
      new RegExp(`^Note (?:over|left of|right of) ${NAME}(?:,${NAME})?: ${TEXT}$`),
      new RegExp(`^(?:opt|loop|alt|par|else|and) ${TEXT}$`),
      /^end$/,
      /^autonumber$/,
    ],
    declares: new RegExp(`^(?:participant|actor) (${NAME})`),
    uses: (line) => {
      const message = new RegExp(`^(${NAME})(?:->>|-->>|-x|--x)(${NAME}):`).exec(line);
      const note = new RegExp(`^Note (?:over|left of|right of) (${NAME})(?:,(${NAME}))?:`).exec(line);
      return [...(message ?? []).slice(1), ...(note ?? []).slice(1)].filter(Boolean);
    },
  },
  {
    start: /^flowchart (?:LR|TD|TB|RL|BT)$/,
    opens: /^subgraph /,
    lines: [
      new RegExp(`^${NODE}$`),
      new RegExp(`^${NODE}(?: ${ARROW}(?:\\|"${LABEL}"\\|)? ${NODE})+$`),
      new RegExp(`^subgraph ${NAME}\\["${LABEL}"\\]$`),
      /^direction (?:LR|TD|TB|RL|BT)$/,
      /^end$/,
    ],
    declares: new RegExp(`^(?:subgraph )?(${NAME})${SHAPE}`),
    uses: () => [],
  },
];

/** Mermaid makes a participant of every name, so a mistyped one becomes a column of its own. */
function unknownNames(lines: readonly string[], { declares, uses }: Grammar): string[] {
  const known = new Set(lines.map((line) => declares.exec(line)?.[1]));
  return [...new Set(lines.flatMap(uses))].filter((name) => !known.has(name)).map((name) => `${name} is not declared`);
}

type Settings = Record<string, unknown>;

/** Keys of the file itself; whatever else a fragment has belongs to a subaccount. */
const OF_THE_FILE = ['globalAccount', 'defaults', 'subaccounts', 'directories', 'state'];

/**
 * A whole landscape of a piece of one that a page shows: a whole file stays as it is; settings of the file or of a
 * subaccount are put into the smallest landscape, and so is a list of runtimes, of keys or of connectors.
 */
export function wholeLandscape(text: string): string {
  if (/^(globalAccount|neoAccounts):/m.test(text)) return text;
  const piece = parse(text) as Settings | Settings[];
  const file = parse(MINIMAL) as Settings & { subaccounts: [Settings] };
  const [subaccount] = file.subaccounts;
  if (Array.isArray(piece)) putList(subaccount, piece);
  else if (Object.keys(piece).some((key) => OF_THE_FILE.includes(key))) Object.assign(file, piece);
  else Object.assign(subaccount, piece);
  return stringify(file);
}

function putList(subaccount: Settings, list: readonly Settings[]): void {
  const [runtime] = subaccount.runtimes as [Settings & { keys: Settings[] }];
  const [connector] = subaccount.connectors as [Settings];
  const first = list[0] ?? {};
  if ('endpoint' in first) subaccount.connectors = [...list];
  else if ('keys' in first) {
    connector.runtime = runtime.name;
    subaccount.runtimes = [runtime, ...list];
  } else if ('rule' in first) subaccount.acknowledge = list;
  else {
    connector.key = runtime.keys[0]?.name;
    runtime.keys = [...runtime.keys, ...list];
  }
}

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
