import { type IResolvable, type IResolveContext, Token } from 'cdktf';

/**
 * A Terraform expression as a string token.
 *
 * @param text what stands between `${` and `}`
 */
export function expression(text: string): string {
  // A token, so that cdktf neither escapes it nor lets anybody mistake it for a literal.
  return Token.asString(new Expression(text));
}

/** A class and no object with functions of its own, because a landscape makes tens of thousands that all stay. */
class Expression implements IResolvable {
  readonly creationStack = NOWHERE;

  constructor(private readonly text: string) {}

  /** Within another expression it stands bare. */
  resolve({ suppressBraces }: IResolveContext): string {
    return suppressBraces ? this.text : this.toString();
  }

  toString(): string {
    return `\${${this.text}}`;
  }
}

const NOWHERE: string[] = [];

/**
 * A text as it stands inside an expression: quoted, or bare when it is a reference itself.
 *
 * @param text a literal or a token
 */
export function operand(text: string): string {
  if (Token.isUnresolved(text)) return text;
  return escapeTemplates(JSON.stringify(text));
}

/**
 * A value whose texts Terraform takes as they are written. Tokens stay tokens.
 *
 * @param value a text, or lists and groups of texts
 */
export function asLiteral<T>(value: T): T {
  if (typeof value === 'string') return (Token.isUnresolved(value) ? value : escapeTemplates(value)) as T;
  if (Array.isArray(value)) return value.map(asLiteral) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asLiteral(inner)])) as T;
}

/** Doubles the first character of what opens a template, as HCL wants it. */
const escapeTemplates = (text: string) => text.replace(/[$%]\{/g, (opening) => `${opening[0]}${opening}`);
