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

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+|</g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Checks that a text is one well-formed element. Document type declarations are refused, so there is nothing to expand. */
export function parseXml(text: string): Element {
  const document: Element = { name: '', children: [], text: '' };
  const open: { element: Element; tag: string }[] = [{ element: document, tag: '' }];
  for (const token of text.replace(/^\uFEFF/, '').matchAll(TOKEN)) {
    const current = open.at(-1);
    if (!current) throw new XmlError('end tag without a start');
    readToken(token, current, open);
  }
  const [root, ...more] = document.children;
  if (open.length !== 1 || !root || more.length > 0 || document.text.trim() !== '')
    throw new XmlError('not one closed element');
  return root;
}

function readToken(
  token: RegExpMatchArray,
  current: { element: Element; tag: string },
  open: { element: Element; tag: string }[],
): void {
  const [whole, cdata, endTag, startTag, , selfClosed] = token;
  if (whole === '<') throw new XmlError('unexpected <');
  if (cdata !== undefined) current.element.text += cdata;
  else if (endTag !== undefined) {
    if (endTag !== current.tag || open.length === 1) throw new XmlError(`</${endTag}> does not close <${current.tag}>`);
    open.pop();
  } else if (startTag !== undefined) {
    const element: Element = { name: startTag.replace(/^.*:/, ''), children: [], text: '' };
    current.element.children.push(element);
    if (selfClosed !== '/') open.push({ element, tag: startTag });
  } else if (!whole.startsWith('<')) current.element.text += unescapeText(whole);
}

function unescapeText(text: string): string {
  return text.replace(/&([^;\s]{0,12});?/g, (entity, name: string) => {
    const code = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name);
    const value = code ? Number.parseInt(code[1] ?? code[2] ?? '', code[1] ? 16 : 10) : undefined;
    const character =
      value === undefined ? ENTITIES[name] : value <= 0x10ffff ? String.fromCodePoint(value) : undefined;
    if (character === undefined || !entity.endsWith(';')) throw new XmlError('unknown entity');
    return character;
  });
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
