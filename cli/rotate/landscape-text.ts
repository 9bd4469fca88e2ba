import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type Path, YamlDocument } from '../../lib/landscape/document';
import { LandscapeError, pathText } from '../../lib/landscape/landscape-error';
import { parseLandscape } from '../../lib/landscape/load';
import { UserError } from '../io/exit';
import { writeWhole } from '../io/write-whole';
import { applyEdits, lineEnd, lineStart, type TextEdit } from './text-edits';

type Values = Record<string, unknown>;

/**
 * The text of a landscape file and changes to it, each as small as can be. YAML's nodes say where things stand; what is
 * around them stays byte by byte, because writing a YAML document anew would lay it out anew.
 */
export class LandscapeText {
  readonly edits: TextEdit[] = [];
  private readonly document: Document.Parsed;
  /** What the changed text must mean. */
  private readonly meant: unknown;
  private readonly newline: string;

  /** @param text of a landscape that has been loaded without a problem */
  constructor(
    readonly file: string,
    readonly text: string,
  ) {
    this.document = parseDocument(text, { merge: true, uniqueKeys: false, prettyErrors: false });
    // A copy in which what aliases share is there several times: a change of one must not seem to be meant for all.
    this.meant = JSON.parse(JSON.stringify(new YamlDocument(text).value));
    this.newline = text.includes('\r\n') ? '\r\n' : '\n';
  }

  /** What stands in the file, as it stands there. */
  valueAt(path: Path): unknown {
    return path.reduce<unknown>((value, step) => (value as Values | undefined)?.[step as string], this.meant);
  }

  /** Changes a setting that is there, or adds it. @param after where a new one goes; else it is the last */
  set(path: Path, value: string, after?: string): void {
    const map = this.mapAt(path.slice(0, -1));
    const name = String(path.at(-1));
    const pair = map.items.find((item) => keyOf(item) === name);
    const written = pair?.value;
    if (!pair) this.addSetting(map, `${name}: ${scalarText(value)}`, after);
    else if (isScalar(written) && written.range)
      this.replace(written.range[0], written.range[1], styled(value, written));
    else throw this.notEditable(path);
    (this.valueAt(path.slice(0, -1)) as Values)[name] = value;
  }

  /** Adds a word to the end of a list. */
  append(path: Path, value: string): void {
    const list = this.listAt(path);
    const last = list.items.at(-1);
    if (!isScalar(last) || !last.range) throw this.notEditable(path);
    const text = styled(value, last);
    if (list.flow) this.insert(last.range[1], `, ${text}`);
    else this.insertLines(endOf(last), [`${this.indentOf(list)}- ${text}`]);
    (this.valueAt(path) as unknown[]).push(value);
  }

  /** Adds settings to a list of entries, behind one and laid out as that one. */
  insertEntry(list: Path, behind: number, entry: Readonly<Values>): void {
    const sequence = this.listAt(list);
    const sibling = this.nodeAt([...list, behind]);
    const end = endOf(sibling);
    if (sequence.flow) this.insert(end, `, ${flowText(entry)}`);
    else if (isMap(sibling) && sibling.flow) this.insertLines(end, [`${this.indentOf(sequence)}- ${flowText(entry)}`]);
    else this.insertLines(end, this.blockLines(sequence, sibling, entry));
    (this.valueAt(list) as unknown[]).splice(behind + 1, 0, entry);
  }

  /** Removes an entry of a list, not the last that is left. Comments above it stay. */
  remove(path: Path): void {
    const list = this.listAt(path.slice(0, -1));
    const index = Number(path.at(-1));
    const item = this.nodeAt(path);
    const { start, end } = list.flow ? this.flowItem(list, index, item) : this.blockItem(path, item);
    this.replace(start, end, '');
    (this.valueAt(path.slice(0, -1)) as unknown[]).splice(index, 1);
  }

  /** @throws UserError where the file is written in a way that the changes have another effect there than meant */
  changed(): string {
    const text = applyEdits(this.text, this.edits);
    const read = new YamlDocument(text);
    if (read.syntaxProblems.length > 0 || !isDeepStrictEqual(read.value, this.meant)) throw this.notEditable([]);
    return text;
  }

  private replace(start: number, end: number, text: string): void {
    this.edits.push({ start, end, text });
  }

  private insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  /** Below the line of an offset, so that a comment in that line stays with what it is about. */
  private insertLines(offset: number, lines: readonly string[]): void {
    const end = lineEnd(this.text, offset);
    const at = this.text[end - 1] === '\r' ? end - 1 : end;
    this.insert(at, lines.map((line) => `${this.newline}${line}`).join(''));
  }

  private addSetting(map: YAMLMap, setting: string, after: string | undefined): void {
    const pair = map.items.find((item) => keyOf(item) === after) ?? map.items.at(-1);
    const end = endOf((pair?.value ?? pair?.key) as Node);
    if (map.flow) this.insert(end, `, ${setting}`);
    else this.insertLines(end, [`${this.indentOf(map)}${setting}`]);
  }

  private blockLines(sequence: YAMLSeq, sibling: Node, entry: Readonly<Values>): string[] {
    const dash = this.indentOf(sequence);
    const indent = this.indentOf(sibling);
    const lines = Object.entries(entry).map(([name, value]) => `${name}: ${flowText(value)}`);
    return lines.map((line, index) => `${index === 0 ? `${dash}-`.padEnd(indent.length) : indent}${line}`);
  }

  private flowItem(list: YAMLSeq, index: number, item: Node): { start: number; end: number } {
    const own = this.ownLines(item);
    if (own) return own;
    const start = item.range?.[0] ?? 0;
    const next = list.items[index + 1] as Node | undefined;
    if (next?.range) return { start, end: next.range[0] };
    return { start: endOf(list.items[index - 1] as Node), end: endOf(item) };
  }

  /** The lines of an item of a flow list that stand for it alone, with comma and comment. */
  private ownLines(item: Node): { start: number; end: number } | undefined {
    const start = lineStart(this.text, item.range?.[0] ?? 0);
    const end = lineEnd(this.text, endOf(item));
    const alone =
      this.text.slice(start, item.range?.[0]).trim() === '' &&
      /^\s*(?:,\s*)?(?:#.*)?$/.test(this.text.slice(endOf(item), end));
    return alone ? { start, end: Math.min(end + 1, this.text.length) } : undefined;
  }

  private blockItem(path: Path, item: Node): { start: number; end: number } {
    const start = lineStart(this.text, item.range?.[0] ?? 0);
    if (!/^\s*-\s+$/.test(this.text.slice(start, item.range?.[0]))) throw this.notEditable(path);
    return { start, end: Math.min(lineEnd(this.text, endOf(item)) + 1, this.text.length) };
  }

  private indentOf(node: Node): string {
    const offset = node.range?.[0] ?? 0;
    return ' '.repeat(offset - lineStart(this.text, offset));
  }

  private nodeAt(path: Path): Node {
    const node = path.length === 0 ? this.document.contents : this.document.getIn(path, true);
    if (!node || isAlias(node)) throw this.notEditable(path);
    return node as Node;
  }

  private mapAt(path: Path): YAMLMap {
    const node = this.nodeAt(path);
    if (!isMap(node)) throw this.notEditable(path);
    return node;
  }

  private listAt(path: Path): YAMLSeq {
    const node = this.nodeAt(path);
    if (!isSeq(node) || node.items.length === 0) throw this.notEditable(path);
    return node;
  }

  private notEditable(path: Path): UserError {
    const what = path.length === 0 ? 'what is to be changed' : pathText(path);
    return new UserError(
      `${this.file}: ${what} is written in a way that cannot be changed without changing something else as well ` +
        '(probably an anchor, an alias or a merge key). Nothing was written; change it by hand as docs/rotation.md shows.',
    );
  }
}

/** Where the last thing in a node ends, without the comments that YAML counts to it. */
function endOf(node: Node): number {
  if (isSeq(node) && !node.flow && node.items.length > 0) return endOf(node.items.at(-1) as Node);
  if (isMap(node) && !node.flow && node.items.length > 0) {
    const { key, value } = node.items.at(-1) as Pair<Node, Node | null>;
    return value ? endOf(value) : endOf(key);
  }
  return node.range?.[1] ?? 0;
}

const keyOf = ({ key }: Pair): string | undefined => (isScalar(key) ? String(key.value) : undefined);

const scalarText = (value: string): string => flowText(value);

/** In the quotes of another. */
function styled(value: string, { type }: { readonly type?: unknown }): string {
  if (type === 'QUOTE_DOUBLE') return JSON.stringify(value);
  return type === 'QUOTE_SINGLE' ? `'${value.replaceAll("'", "''")}'` : scalarText(value);
}

/** As people write it: `{ name: isc, generations: [2026-11] }`. */
function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const settings = Object.entries(value).map(([name, inner]) => `${flowText(name)}: ${flowText(inner)}`);
    return `{ ${settings.join(', ')} }`;
  }
  // Within brackets, because there more characters need quotes.
  const options = { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 } as const;
  return stringify([value], options).trim().slice(1, -1);
}

/** Checks the changed text as `btp-isc validate` would. @throws UserError where it would not be a valid landscape */
export function rejectInvalidLandscape(text: LandscapeText): void {
  try {
    parseLandscape(text.changed(), text.file);
  } catch (error) {
    if (!(error instanceof LandscapeError)) throw error;
    throw new UserError(`Nothing was written, because the changed file would be refused:\n${error.message}`);
  }
}

/** Writes the changed text, whole or not at all, with the permissions of the file; a link stays a link. */
export function writeLandscape(text: LandscapeText): void {
  const path = realpathSync(text.file);
  if (readFileSync(path, 'utf8') !== text.text) {
    throw new UserError(`${text.file} was changed meanwhile, so nothing was written. Run the command again.`);
  }
  try {
    writeWhole(path, text.changed(), statSync(path).mode & 0o777);
  } catch (error) {
    throw new UserError(`${text.file} cannot be written (${(error as NodeJS.ErrnoException).code}); it is as it was.`);
  }
}
