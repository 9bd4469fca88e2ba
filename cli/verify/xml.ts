import { SaxesParser } from 'saxes';

export interface XmlElement {
  /** Without prefix. */
  readonly name: string;
  readonly namespace: string;
  readonly content: readonly (XmlElement | string)[];
}

/** Why a document cannot be read. */
export class XmlError extends Error {}

/** SOAP is flat; a parser with namespaces takes long over a document that nests thousands of elements. */
const DEEPEST = 100;

/**
 * The root of a document. Nothing outside of the document is read, and no entity but those of XML itself: what a
 * document type declares makes it unreadable.
 *
 * @throws XmlError unless it is well-formed, with namespaces
 */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  const document: (XmlElement | string)[] = [];
  const open = [document];
  const append = (part: string) => void open.at(-1)?.push(part);
  parser.on('error', ({ message }) => {
    throw new XmlError(message);
  });
  parser.on('opentagstart', () => {
    if (open.length > DEEPEST) throw new XmlError(`elements are nested more than ${DEEPEST} deep`);
  });
  parser.on('opentag', ({ local, uri }) => {
    const content: (XmlElement | string)[] = [];
    open.at(-1)?.push({ name: local, namespace: uri, content });
    open.push(content);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', append);
  parser.on('cdata', append);
  parser.write(text).close();
  const root = document.find((part) => typeof part !== 'string');
  if (!root) throw new XmlError('it has no root element');
  return root;
}

/**
 * The text that the bytes of a document are: by its byte order mark, else by the charset of the content type, else by
 * its XML declaration (RFC 7303), else in UTF-8.
 *
 * @throws XmlError where they are none
 */
export function decodeXml(body: Uint8Array, contentType = ''): string {
  const start = Buffer.from(body.subarray(0, 200)).toString('latin1');
  const [, , charset] = /;\s*charset\s*=\s*("?)([^";\s]+)\1/i.exec(contentType) ?? [];
  const [, declared] = /^<\?xml\s[^>]*?encoding\s*=\s*["']([^"']+)/.exec(start) ?? [];
  const encoding = encodingByFirstBytes(start) ?? charset ?? declared ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(body);
  } catch {
    throw new XmlError(`its bytes are no text in the encoding '${encoding}'`);
  }
}

function encodingByFirstBytes(start: string): string | undefined {
  if (start.startsWith('\xEF\xBB\xBF')) return 'utf-8';
  if (/^(\xFE\xFF|\0<)/.test(start)) return 'utf-16be';
  if (/^(\xFF\xFE|<\0)/.test(start)) return 'utf-16le';
  return undefined;
}

export const childrenOf = ({ content }: XmlElement) => content.filter((part) => typeof part !== 'string');

/** The first element that matches, in the order of the document. */
export function findElement(root: XmlElement, matches: (element: XmlElement) => boolean): XmlElement | undefined {
  if (matches(root)) return root;
  for (const child of childrenOf(root)) {
    const found = findElement(child, matches);
    if (found) return found;
  }
  return undefined;
}

/** The text of an element and all that is in it. */
export const textOf = ({ content }: XmlElement): string =>
  content.map((part) => (typeof part === 'string' ? part : textOf(part))).join('');
