/**
 * Reads Terraform's expression language as far as a check of where values flow needs it: operands and operators in the
 * order in which they stand, without precedence. It never fails: what it does not know is an operator, and text that
 * ends too early ends there, because Terraform itself refuses what is malformed.
 */
export type Node =
  | { readonly type: 'literal'; readonly value: string | number | boolean | null }
  /** A quoted string, or a string of JSON configuration: texts and what is interpolated between them. */
  | { readonly type: 'template'; readonly parts: readonly Node[] }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Node[] }
  /** What stands between brackets, commas and `=` included. */
  | { readonly type: 'group'; readonly open: '(' | '[' | '{' | '${'; readonly items: readonly Node[] }
  | { readonly type: 'access'; readonly of: Node; readonly step: Step }
  | { readonly type: 'operator'; readonly text: string };

/** `.name`, `[…]` or a splat. */
export type Step =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'index'; readonly items: readonly Node[] }
  | { readonly kind: 'splat' };

/** @param text a string as it stands in JSON configuration */
export function parseTemplate(text: string): Template {
  // Nearly all texts of a stack are plain, and this is done for every one of them.
  if (!INTERPOLATES.test(text))
    return { type: 'template', parts: text === '' ? [] : [{ type: 'literal', value: text }] };
  const known = parsed.get(text);
  if (known) return known;
  if (parsed.size === MOST_PARSED) parsed.clear();
  const template: Template = { type: 'template', parts: new Reader(text).template() };
  parsed.set(text, template);
  return template;
}

/** The stacks of a landscape are much the same: most expressions of one stand in the next, word for word. */
const parsed = new Map<string, Template>();
const MOST_PARSED = 1000;

export type Template = Node & { readonly type: 'template' };

const INTERPOLATES = /[$%]\{/;

const CLOSING = { '(': ')', '[': ']', '{': '}', '${': '}' } as const;
const IDENTIFIER = /[A-Za-z_][\w-]*(?:::[A-Za-z_][\w-]*)*/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const OPERATOR = /==|!=|>=|<=|=>|&&|\|\||\.\.\.|[\s\S]/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const CONSTANTS = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  /** Up to the quotation mark that ends it, or to the end of the text. */
  template(quoted = false): Node[] {
    const parts: Node[] = [];
    let literal = '';
    const flush = () => {
      if (literal) parts.push({ type: 'literal', value: literal });
      literal = '';
    };
    while (this.more()) {
      if (quoted && this.take('"')) break;
      if (this.take('$${')) literal += '${';
      else if (this.take('%%{')) literal += '%{';
      else if (this.take('${') || this.take('%{')) {
        flush();
        parts.push({ type: 'group', open: '${', items: this.sequence('${') });
      } else literal += quoted && this.take('\\') ? this.escaped() : this.next();
    }
    flush();
    return parts;
  }

  private sequence(open: keyof typeof CLOSING): Node[] {
    const nodes: Node[] = [];
    for (this.skipSpace(); this.more() && !this.take(CLOSING[open]); this.skipSpace()) nodes.push(this.operand());
    return nodes;
  }

  private operand(): Node {
    let node = this.primary();
    if (node.type === 'operator') return node;
    for (let step = this.step(); step; step = this.step()) node = { type: 'access', of: node, step };
    return node;
  }

  private primary(): Node {
    if (this.take('"')) return { type: 'template', parts: this.template(true) };
    for (const open of ['(', '[', '{'] as const) {
      if (this.take(open)) return { type: 'group', open, items: this.sequence(open) };
    }
    const number = this.match(NUMBER);
    if (number !== undefined) return { type: 'literal', value: Number(number) };
    const name = this.match(IDENTIFIER);
    if (name === undefined) return { type: 'operator', text: this.match(OPERATOR) ?? '' };
    if (this.take('(')) return { type: 'call', name, args: this.sequence('(') };
    const constant = CONSTANTS.get(name);
    return constant === undefined ? { type: 'name', name } : { type: 'literal', value: constant };
  }

  /** Only what follows without a space: in `for x in [1]` the list is no index. */
  private step(): Step | undefined {
    if (this.take('.*') || this.take('[*]')) return { kind: 'splat' };
    if (this.take('[')) return { kind: 'index', items: this.sequence('[') };
    if (this.text.startsWith('...', this.at) || !this.take('.')) return undefined;
    const name = this.match(IDENTIFIER);
    if (name !== undefined) return { kind: 'attribute', name };
    return { kind: 'index', items: [{ type: 'literal', value: Number(this.match(NUMBER) ?? 0) }] };
  }

  private escaped(): string {
    const letter = this.next();
    return ESCAPES[letter] ?? letter;
  }

  private skipSpace(): void {
    this.match(/\s+/y);
  }

  private more(): boolean {
    return this.at < this.text.length;
  }

  private next(): string {
    return this.text.charAt(this.at++);
  }

  private take(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }
}
