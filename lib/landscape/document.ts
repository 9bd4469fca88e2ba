import {
  Composer,
  type CST,
  type Document,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  visit,
  type YAMLMap,
} from 'yaml';

/** Where something stands in a file; lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The way to a value, e.g. `['subaccounts', 0, 'name']`. */
export type Path = readonly (string | number)[];

export interface SyntaxProblem {
  readonly position: Position;
  readonly message: string;
}

/** A landscape is 8 deep; a file that is much deeper would end the process, not the parser alone. */
const MAXIMUM_DEPTH = 64;

/** Each use copies what the anchor names, and anchors within anchors multiply. */
const MAXIMUM_ALIASES = 100;

/** A YAML text and where each of its values stands. */
export class YamlDocument {
  /** The values as plain objects; undefined where the text is no YAML. */
  readonly value: unknown;
  readonly syntaxProblems: readonly SyntaxProblem[];
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed | undefined;

  constructor(text: string) {
    const tokens = [...new Parser(this.lines.addNewLine).parse(text)];
    const problems = this.tokenProblems(tokens);
    if (problems.length === 0) {
      // Its own check for repeated keys compares each with each.
      const documents = [
        ...new Composer({ prettyErrors: false, uniqueKeys: false, merge: true, logLevel: 'error' }).compose(tokens),
      ];
      this.document = documents[0];
      problems.push(...documents.flatMap((document) => this.errorsOf(document)), ...this.severalDocuments(documents));
    }
    if (problems.length === 0) this.value = this.plainValue(problems);
    this.syntaxProblems = problems;
  }

  /** Position of a value, or of the nearest thing around it when it is not there. */
  positionOf(path: Path): Position {
    for (let length = path.length; length > 0; length--) {
      const node = this.document?.getIn(path.slice(0, length), true) as Node | undefined;
      if (node?.range) return this.at(node.range[0]);
    }
    return this.at(this.document?.contents?.range?.[0] ?? 0);
  }

  /** Whether the text has something at a place. */
  has(path: Path): boolean {
    return this.document?.hasIn(path) ?? false;
  }

  /** Position of a key, rather than of its value. */
  positionOfKey(parent: Path, key: string): Position {
    const map = parent.length === 0 ? this.document?.contents : this.document?.getIn(parent, true);
    const pair = isMap(map) ? map.items.find((item) => keyOf(item) === key) : undefined;
    const range = isScalar(pair?.key) ? pair.key.range : undefined;
    return range ? this.at(range[0]) : this.positionOf(parent);
  }

  private at(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  private problemAt(offset: number, message: string): SyntaxProblem {
    return { position: this.at(offset), message };
  }

  /** What must be known before anything recursive gets to see the file. */
  private tokenProblems(tokens: readonly CST.Token[]): SyntaxProblem[] {
    const { deep, aliases } = measure(tokens);
    if (deep !== undefined) return [this.problemAt(deep, `nested more than ${MAXIMUM_DEPTH} levels deep`)];
    const tooMany = aliases[MAXIMUM_ALIASES];
    return tooMany === undefined ? [] : [this.problemAt(tooMany, `more than ${MAXIMUM_ALIASES} aliases (*name)`)];
  }

  private errorsOf(document: Document.Parsed): SyntaxProblem[] {
    const problems = document.errors.map((error) => this.problemAt(error.pos[0], error.message));
    visit(document, {
      Map: (_, map) => {
        const repeated = repeatedKey(map);
        if (repeated) problems.push(this.problemAt(repeated.offset, `the setting '${repeated.key}' is there twice`));
      },
    });
    return problems;
  }

  private severalDocuments([, second]: readonly Document.Parsed[]): SyntaxProblem[] {
    return second ? [this.problemAt(second.range[0], 'a second document begins here (---)')] : [];
  }

  /** Aliases of what is not there, and those that would fill the memory, show only when they are followed. */
  private plainValue(problems: SyntaxProblem[]): unknown {
    try {
      return this.document?.toJS({ maxAliasCount: MAXIMUM_ALIASES });
    } catch (error) {
      problems.push(this.problemAt(0, (error as Error).message));
      return undefined;
    }
  }
}

/** Where the file first gets too deep, and where its aliases stand. Iterative: the depth is not known yet. */
function measure(tokens: readonly CST.Token[]): { deep?: number; aliases: number[] } {
  const aliases: number[] = [];
  const open: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 })).reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (depth > MAXIMUM_DEPTH) return { deep: token.offset, aliases };
    if (token.type === 'alias') aliases.push(token.offset);
    for (const inner of innerTokens(token).reverse()) open.push({ token: inner, depth: depth + 1 });
  }
  return { aliases };
}

function innerTokens(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((inner) => inner !== undefined && inner !== null));
}

function repeatedKey(map: YAMLMap): { key: string; offset: number } | undefined {
  const seen = new Set<string>();
  for (const pair of map.items) {
    const key = keyOf(pair);
    if (key === undefined) continue;
    if (seen.has(key)) return { key, offset: (pair.key as Node).range?.[0] ?? 0 };
    seen.add(key);
  }
  return undefined;
}

const keyOf = ({ key }: Pair): string | undefined => (isScalar(key) ? String(key.value) : undefined);
