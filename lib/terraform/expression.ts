import { type IResolveContext, Token } from 'cdktf';

/**
 * A Terraform expression as a string token.
 *
 * @param text what stands between `${` and `}`
 */
export function expression(text: string): string {
  // A token, so that cdktf neither escapes it nor lets anybody mistake it for a literal.
  const braced = `\${${text}}`;
  return Token.asString({
    creationStack: [],
    // Within another expression it stands bare.
    resolve: ({ suppressBraces }: IResolveContext) => (suppressBraces ? text : braced),
    toString: () => braced,
  });
}

/**
 * A text as it stands inside an expression: quoted, or bare when it is a reference itself.
 *
 * @param text a literal or a token
 */
export function operand(text: string): string {
  if (Token.isUnresolved(text)) return text;
  return JSON.stringify(text).replace(/[$%]\{/g, (opening) => `${opening[0]}${opening}`);
}
