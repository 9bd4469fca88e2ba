import { Token } from 'cdktf';

/**
 * A Terraform expression as a string token.
 *
 * @param text what stands between `${` and `}`
 */
export function expression(text: string): string {
  // A token, so that cdktf neither escapes it nor lets anybody mistake it for a literal.
  return Token.asString({ creationStack: [], resolve: () => `\${${text}}`, toString: () => `\${${text}}` });
}
