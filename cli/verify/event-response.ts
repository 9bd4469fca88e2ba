import type { Answer } from '../http/exchange';
import { printable } from '../io/text';
import { childrenOf, decodeXml, findElement, parseXml, textOf, type XmlElement, XmlError } from './xml';

/** What an iFlow says of an event, in the document that ISC expects: `ExternalEventResponse/responsePayload`. */
export interface EventResponse {
  readonly entityId?: string;
  /** Seen as `0`, `1` and `200`; public sources contradict each other, so nothing is concluded from it. */
  readonly status?: string;
  readonly statusDate?: string;
  readonly statusDetails?: string;
}

/** What the body of an answer is to ISC; `what` says it in a few words. */
export type AnswerBody =
  | { readonly kind: 'response'; readonly response: EventResponse }
  | { readonly kind: 'fault'; readonly what: string }
  /** Nothing, or XML that says something else. */
  | { readonly kind: 'no-response' }
  | { readonly kind: 'not-xml'; readonly what: string }
  | { readonly kind: 'html' }
  | { readonly kind: 'malformed'; readonly what: string };

export function readAnswerBody({ headers, body }: Pick<Answer, 'headers' | 'body'>): AnswerBody {
  const contentType = headers['content-type'] ?? '';
  const coding = headers['content-encoding'] ?? 'identity';
  const start = body.subarray(0, 1000).toString('latin1');
  if (body.toString('latin1').trim() === '') return { kind: 'no-response' };
  if (coding !== 'identity') return { kind: 'malformed', what: `it has the coding ${printable(coding)}` };
  if (!/xml/i.test(contentType) && !BEGINS_AS_XML.test(start))
    return HTML_TYPE.test(contentType) ? { kind: 'html' } : { kind: 'not-xml', what: printable(contentType) };
  try {
    return readDocument(parseXml(decodeXml(body, contentType)), contentType);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const isPage = HTML_TYPE.test(contentType) || /^\W*(doctype\s+)?html\b/i.test(start);
    return isPage ? { kind: 'html' } : { kind: 'malformed', what: printable(error.message) };
  }
}

/** In any encoding that XML can have. */
const BEGINS_AS_XML = /^(\xEF\xBB\xBF|\xFE\xFF|\xFF\xFE)?[\s\0]*</;
const HTML_TYPE = /^\s*(text\/html|application\/xhtml\+xml)\b/i;

function readDocument(root: XmlElement, contentType: string): AnswerBody {
  const fault = findElement(root, isFault);
  if (fault) return { kind: 'fault', what: faultText(fault) };
  const response = findElement(root, ({ name }) => name === 'ExternalEventResponse');
  if (response) return { kind: 'response', response: eventResponse(response) };
  return root.name.toLowerCase() === 'html' || HTML_TYPE.test(contentType) ? { kind: 'html' } : { kind: 'no-response' };
}

const FIELDS = ['entityId', 'status', 'statusDate', 'statusDetails'] as const;

function eventResponse(element: XmlElement): EventResponse {
  const payload = child(element, 'responsePayload') ?? element;
  return Object.fromEntries(FIELDS.map((field) => [field, shown(child(payload, field))]));
}

/** SOAP 1.1 and 1.2. */
const SOAP = ['http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope'];

/** Also what is left of a fault where an iFlow takes the envelope away. */
const isFault = ({ name, namespace }: XmlElement) =>
  (name === 'Fault' && SOAP.includes(namespace)) || name === 'faultstring';

const MOST_CHARACTERS = 2000;

/** What a fault says: `faultstring` and `detail` in SOAP 1.1, `Reason/Text` and `Detail` in 1.2. */
function faultText(fault: XmlElement): string {
  const reason = child(fault, 'faultstring') ?? child(fault, 'Reason');
  const detail = child(fault, 'detail') ?? child(fault, 'Detail');
  const text = [reason, detail].map(shown).filter(Boolean).join(': ') || shown(fault) || 'it does not say why';
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

const child = (element: XmlElement, name: string) => childrenOf(element).find((each) => each.name === name);

function shown(element: XmlElement | undefined): string | undefined {
  return element && printable(textOf(element)).replace(/\s+/g, ' ');
}
