import { type Node, parseTemplate } from './parse';

/** A value that is written out in the configuration, or UNKNOWN for what only Terraform knows. */
export const UNKNOWN = Symbol('unknown');
export type Literal = string | number | boolean | null | Literal[] | { [key: string]: Literal } | typeof UNKNOWN;

/** The document behind an attribute that takes JSON text: the text itself, or `jsonencode` of an object. */
export function jsonDocument(text: unknown): Literal {
  if (typeof text !== 'string') return UNKNOWN;
  const [only, ...more] = parseTemplate(text).parts;
  if (!only || more.length > 0) return UNKNOWN;
  if (only.type === 'literal') return parseJson(text);
  const [call, ...rest] = only.type === 'group' ? only.items : [];
  return call?.type === 'call' && call.name === 'jsonencode' && rest.length === 0 ? literalOf(call.args) : UNKNOWN;
}

function parseJson(text: string): Literal {
  try {
    return JSON.parse(text) as Literal;
  } catch {
    return UNKNOWN;
  }
}

function literalOf(nodes: readonly Node[]): Literal {
  const [node, ...more] = nodes;
  if (!node || more.length > 0) return UNKNOWN;
  if (node.type === 'literal') return node.value;
  if (node.type === 'template') return textOf(node.parts);
  if (node.type !== 'group') return UNKNOWN;
  if (node.open === '[') return split(node.items, [',']).map(literalOf);
  return node.open === '{' ? objectOf(node.items) : UNKNOWN;
}

function textOf(parts: readonly Node[]): Literal {
  let text = '';
  for (const part of parts) {
    if (part.type !== 'literal') return UNKNOWN;
    text += part.value;
  }
  return text;
}

function objectOf(items: readonly Node[]): Literal {
  const entries = split(items, [',']).map((entry): [string, Literal] => {
    const [left = [], ...right] = split(entry, ['=', ':']);
    const key = left[0]?.type === 'name' ? left[0].name : literalOf(left);
    return [String(key), right.length === 1 ? literalOf(right[0] ?? []) : UNKNOWN];
  });
  return Object.fromEntries(entries);
}

/** The runs between separators; empty ones, as after a last comma, are left out. */
function split(nodes: readonly Node[], separators: readonly string[]): Node[][] {
  const runs: Node[][] = [[]];
  for (const node of nodes) {
    if (node.type === 'operator' && separators.includes(node.text)) runs.push([]);
    else runs.at(-1)?.push(node);
  }
  return runs.filter((run) => run.length > 0);
}
