import type { Problem } from '../../core/problems';
import type { Path } from '../document';
import { isFreeText, isSecretReference } from '../schema-fields';
import { schemaAt } from '../structure';
import type { Report } from './report';

/** cdktf marks its own tokens like this, and takes a text with such a mark for one of them. */
const TOKEN_MARK = /[$#&]\{TfToken\[/;

/** Terraform evaluates what follows. */
const TEMPLATE = /[$%]\{/;

/** Control characters, line and paragraph separators, and the marks that reorder what a reader sees. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** What even free text cannot hold: it has lines and blanks, and may be written from right to left. */
const UNPRINTABLE_IN_FREE_TEXT = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/u;

/**
 * Every text of a landscape is a literal. Names and ids follow a grammar of SAP's, which has no template marks and no
 * unprintable characters; the schema says which settings are free text, and the stacks escape that.
 */
export function checkTexts(report: Report, value: unknown, at: Path = []): void {
  if (typeof value === 'string') report.addAt(at, checkText(value, at));
  else if (typeof value === 'number') report.addAt(at, checkNumber(value));
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) checkTexts(report, item, [...at, index]);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      report.addAt(at, refusal(key, [TOKEN_MARK, TEMPLATE, UNPRINTABLE], 'a name'));
      checkTexts(report, inner, [...at, key]);
    }
}

function checkText(text: string, at: Path): Problem[] {
  // Looked up where something was found only: a landscape has tens of thousands of texts.
  if (!TOKEN_MARK.test(text) && !TEMPLATE.test(text) && !UNPRINTABLE.test(text)) return [];
  const schema = schemaAt(at);
  if (schema && isSecretReference(schema)) return [];
  if (schema && isFreeText(schema)) return refusal(text, [TOKEN_MARK, UNPRINTABLE_IN_FREE_TEXT], 'a text');
  return refusal(text, [TOKEN_MARK, TEMPLATE, UNPRINTABLE], 'a name');
}

function refusal(text: string, marks: readonly RegExp[], what: string): Problem[] {
  const found = marks.map((mark) => mark.exec(text)?.[0]).find((mark) => mark !== undefined);
  if (found === undefined) return [];
  const isUnprintable = !/[{[]/.test(found);
  const shown = isUnprintable ? codePoint(found) : `'${found}'`;
  const reason = isUnprintable ? '' : ', which Terraform would evaluate';
  const allowed = isUnprintable ? `${what} of printable characters` : `${what} without '\${', '%{' and '{TfToken['`;
  return [{ property: '', wrong: `contains ${shown}${reason}`, allowed, fix: `remove ${shown}` }];
}

const codePoint = (sign: string) => `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** cdktf hides tokens in numbers of this size, too. */
function checkNumber(value: number): Problem[] {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return [];
  const allowed = `a number between ${-Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}`;
  return [{ property: '', wrong: `is ${value}`, allowed, fix: 'write a smaller number' }];
}
