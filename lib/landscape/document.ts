import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';

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

/** A YAML text and where each of its values stands. */
export class YamlDocument {
  /** The values as plain objects; undefined where the text is no YAML. */
  readonly value: unknown;
  readonly syntaxProblems: readonly SyntaxProblem[];
  private readonly lines = new LineCounter();
  private readonly document;

  constructor(text: string) {
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    this.syntaxProblems = this.document.errors.map((error) => ({
      position: this.at(error.pos[0]),
      message: error.message,
    }));
    this.value = this.syntaxProblems.length > 0 ? undefined : this.document.toJS();
  }

  /** Position of a value, or of the nearest thing around it when it is not there. */
  positionOf(path: Path): Position {
    for (let length = path.length; length > 0; length--) {
      const node = this.document.getIn(path.slice(0, length), true) as Node | undefined;
      if (node?.range) return this.at(node.range[0]);
    }
    return this.at(this.document.contents?.range?.[0] ?? 0);
  }

  /** Position of a key, rather than of its value. */
  positionOfKey(parent: Path, key: string): Position {
    const map = parent.length === 0 ? this.document.contents : this.document.getIn(parent, true);
    const pair = isMap(map)
      ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    const range = isScalar(pair?.key) ? pair.key.range : undefined;
    return range ? this.at(range[0]) : this.positionOf(parent);
  }

  private at(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}
