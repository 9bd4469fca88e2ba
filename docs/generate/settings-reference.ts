import { z } from 'zod';
import { landscapeSchema } from '../../lib/landscape/schema';

/** A place in the landscape file as its JSON Schema describes it. */
interface Place {
  readonly type?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly items?: Place;
  readonly properties?: Readonly<Record<string, Place>>;
  readonly additionalProperties?: boolean | Place;
  readonly required?: readonly string[];
}

const INTRODUCTION = `# Settings of the landscape file

Made from the code by \`npm run generate\`. How the settings play together: [the landscape file](../landscape.md).
Editors that speak YAML check and complete a file that begins with
\`# yaml-language-server: $schema=node_modules/cdktf-btp-isc/lib/landscape/landscape.schema.json\`.
`;

/** A table for each group of settings, the groups in the order in which a file names them. */
export function settingsReference(): string {
  const root = z.toJSONSchema(landscapeSchema, { io: 'input' }) as Place;
  const { defaults, ...others } = root.properties ?? {};
  const sections = [section('', root)];
  for (const [name, place] of Object.entries(others)) sections.push(...groups(name, place));
  const own = Object.keys(defaults?.properties ?? {}).map((name) => `\`${name}\``);
  const about =
    `## \`defaults\`\n\nSettings for all subaccounts, each of which may override them: ${own.join(', ')}. ` +
    'Groups are merged setting by setting, lists are replaced as a whole. `defaults.create` creates nothing by itself.\n';
  return [INTRODUCTION, sections[0], about, ...sections.slice(1)].join('\n');
}

/** The group at a place and those inside it. */
function groups(path: string, place: Place): string[] {
  const group = place.items ?? place;
  if (!group.properties) return [];
  const here = place.items ? `${path}[]` : path;
  return [
    section(here, group, place.description),
    ...Object.entries(group.properties).flatMap(([name, inner]) => groups(`${here}.${name}`, inner)),
  ];
}

function section(path: string, group: Place, description?: string): string {
  const rows = Object.entries(group.properties ?? {}).map(([name, place]) => {
    const required = group.required?.includes(name) ?? false;
    return `| \`${name}\` | ${kind(place)} | ${cell(place.description ?? '')} | ${standard(place, required)} | ${example(place)} |`;
  });
  const title = path ? `## \`${path}\`` : '## The file';
  const table = ['| setting | kind | what it is | default | example |', '|---|---|---|---|---|', ...rows].join('\n');
  return `${title}\n\n${description ? `${description.charAt(0).toUpperCase()}${description.slice(1)}.\n\n` : ''}${table}\n`;
}

const KINDS: Readonly<Record<string, string>> = { string: 'text', boolean: 'true or false', integer: 'number' };

function kind({ type = 'text', items, additionalProperties }: Place): string {
  if (items) return items.properties ? 'list' : `list of ${kind(items)}s`;
  if (typeof additionalProperties === 'object') return 'names and texts';
  return type === 'object' ? 'group' : (KINDS[type] ?? type);
}

function standard(place: Place, required: boolean): string {
  if (required) return '**required**';
  return place.default === undefined ? '–' : `\`${inline(place.default)}\``;
}

function example({ examples, enum: words, items }: Place): string {
  if (words) return words.map((value) => `\`${value}\``).join(', ');
  if (items && !items.properties) return example(items);
  return examples?.[0] === undefined ? '' : `\`${inline(examples[0])}\``;
}

const inline = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const cell = (words: string) => words.replaceAll('|', '\\|');
