import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';

/** A page of the documentation. */
export interface Page {
  /** From the project's root. */
  readonly path: string;
  readonly text: string;
}

/** A fenced code block. */
export interface Block {
  readonly page: string;
  /** Line of its first fence, from 1 on. */
  readonly line: number;
  /** First word after the fence; empty where there is none. */
  readonly language: string;
  /** What follows it, as `title=landscape.yaml` or `tail=3`. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Without indentation of the fence; ends with a line feed. */
  readonly text: string;
  /** Why nothing checks it: from a line `<!-- not checked: REASON -->` above the block. */
  readonly reason?: string;
  /** Name of the part that a program writes, between `<!-- generated: NAME -->` and `<!-- end of generated -->`. */
  readonly generated?: string;
}

const FOLDERS = ['docs', 'examples', 'emulator'];
const SINGLE = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];

/** Every page that is committed, in the order of their paths. */
export function pages(): Page[] {
  const below = FOLDERS.flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md') && !path.includes('node_modules'))
      .map((path) => `${folder}/${path}`),
  );
  const here = new Set(readdirSync(projectRoot));
  return [...SINGLE.filter((path) => here.has(path)), ...below.sort()].map(readPage);
}

export const readPage = (path: string): Page => ({ path, text: readFileSync(join(projectRoot, path), 'utf8') });

const FENCE = /^( *)(```+)(.*)$/;
const NOT_CHECKED = /^ *<!-- not checked: (.+) -->$/;
const GENERATED = /^<!-- generated: (\S+).* -->$/;
const END_OF_GENERATED = '<!-- end of generated -->';

/** The code blocks of a page in their order. */
export function blocksOf({ path, text }: Page): Block[] {
  const blocks: Block[] = [];
  const lines = text.split('\n');
  let generated: string | undefined;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const part = GENERATED.exec(line);
    if (part) generated = part[1];
    if (line === END_OF_GENERATED) generated = undefined;
    const fence = FENCE.exec(line);
    if (!fence) continue;
    const [, indent = '', ticks = '', info = ''] = fence;
    const end = lines.findIndex((other, index) => index > at && other.trim() === ticks);
    if (end < 0) throw new Error(`${path}:${at + 1}: the code block has no end`);
    const inside = lines
      .slice(at + 1, end)
      .map((other) => (other.startsWith(indent) ? other.slice(indent.length) : other));
    const reason = NOT_CHECKED.exec(lines[at - 1] ?? '')?.[1];
    blocks.push({
      page: path,
      line: at + 1,
      ...readInfo(info),
      text: inside.map((other) => `${other}\n`).join(''),
      ...(reason && { reason }),
      ...(generated && { generated }),
    });
    at = end;
  }
  return blocks;
}

function readInfo(info: string): Pick<Block, 'language' | 'attributes'> {
  const [language = '', ...rest] = info.trim().split(/ +/);
  const pairs = rest.map((word): [string, string] => {
    const at = word.indexOf('=');
    return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
  });
  return { language, attributes: new Map(pairs) };
}

/** A page without its code blocks, which hold no links and no headings. Lines keep their numbers. */
export function proseOf({ text }: Page): string {
  let inside: string | undefined;
  return text
    .split('\n')
    .map((line) => {
      const ticks = FENCE.exec(line)?.[2];
      if (inside === undefined) {
        inside = ticks;
        return ticks ? '' : line;
      }
      if (line.trim() === inside) inside = undefined;
      return '';
    })
    .join('\n');
}
