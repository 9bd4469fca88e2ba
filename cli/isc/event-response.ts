import { printable } from '../terminal/control-codes';

/** What an iFlow says of an event, in the document that ISC expects: `ExternalEventResponse/responsePayload`. */
export interface EventResponse {
  readonly entityId?: string;
  /** Seen as `0`, `1` and `200`; public sources contradict each other, so nothing is concluded from it. */
  readonly status?: string;
  readonly statusDate?: string;
  readonly statusDetails?: string;
}

const FIELDS = ['entityId', 'status', 'statusDate', 'statusDetails'] as const;

/** The response in a body, or nothing when there is none. */
export function eventResponseIn(body: string): EventResponse | undefined {
  if (!/<(?:[\w.-]+:)?ExternalEventResponse[\s>/]/.test(body)) return undefined;
  return Object.fromEntries(FIELDS.map((field) => [field, elementText(body, field)]));
}

/** The text of a SOAP fault, which some iFlows send with status 200. */
export const soapFaultIn = (body: string) => elementText(body, 'faultstring');

function elementText(body: string, name: string): string | undefined {
  const text = new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^>]*)?>([^<]{0,2000})<`).exec(body)?.[1];
  return text === undefined ? undefined : printable(unescaped(text));
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const unescaped = (text: string) => text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '');
