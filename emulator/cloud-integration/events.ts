import { SaxesParser } from 'saxes';

/** The little that the runtime has to know of an ISC event (facts: sap 3.3). */
export interface ExternalEvent {
  readonly id: string | undefined;
  readonly type: string | undefined;
}

export function externalEventIn(document: Element): ExternalEvent | undefined {
  const event = findElement(document, 'ExternalEvent');
  if (!event) return undefined;
  const meta = event.children.find(({ name }) => name === 'externalEventMeta');
  return { id: childText(meta, 'externalEventId'), type: childText(meta, 'type') };
}

const NAMESPACE = 'http://notification.event.successfactors.com';

/** Status 200 is one of the two spellings seen (facts: sap 3.3, contradictory). */
export function externalEventResponse(event: ExternalEvent, at: string): string {
  const field = (name: string, value: string) => `<${name}>${escapeXml(value)}</${name}>`;
  const payload =
    field('entityId', event.id ?? '') +
    field('status', '200') +
    field('statusDate', at) +
    field('statusDetails', 'Received');
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' +
    `<ExternalEventResponse xmlns="${NAMESPACE}"><responsePayload>${payload}</responsePayload></ExternalEventResponse>` +
    '</soap:Body></soap:Envelope>'
  );
}

export function soapFault(reason: string): string {
  return (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>' +
    `<faultcode>soap:Client</faultcode><faultstring>${escapeXml(reason)}</faultstring>` +
    '</soap:Fault></soap:Body></soap:Envelope>'
  );
}

/** An element by its local name: senders disagree on namespaces and prefixes (facts: sap 3.3). */
interface Element {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

export class XmlError extends Error {}

/** Checks that a text is one well-formed element. Document type declarations are refused, so there is nothing to expand. */
export function parseXml(text: string): Element {
  const document: Element = { name: '', children: [], text: '' };
  const open = [document];
  const append = (part: string) => {
    const current = open.at(-1);
    if (current) current.text += part;
  };
  const parser = new SaxesParser();
  parser.on('error', ({ message }) => {
    throw new XmlError(message);
  });
  parser.on('doctype', () => {
    throw new XmlError('it has a document type declaration');
  });
  parser.on('opentag', ({ name }) => {
    const element: Element = { name: name.replace(/^.*:/, ''), children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', append);
  parser.on('cdata', append);
  parser.write(text).close();
  const [root] = document.children;
  if (!root) throw new XmlError('it has no root element');
  return root;
}

/** The first element of that name, the deepest search last. */
export function findElement(within: Element, name: string): Element | undefined {
  if (within.name === name) return within;
  for (const child of within.children) {
    const found = findElement(child, name);
    if (found) return found;
  }
  return undefined;
}

const childText = (element: Element | undefined, name: string) =>
  element?.children.find((child) => child.name === name)?.text.trim();

const escapeXml = (text: string) => text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
