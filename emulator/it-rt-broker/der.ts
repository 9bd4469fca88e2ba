/** As much of ASN.1's DER encoding as one X.509 certificate needs. */

function encoded(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>= 8) bytes.unshift(rest & 0xff);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

export const sequence = (...parts: readonly Buffer[]) => encoded(0x30, ...parts);
export const set = (...parts: readonly Buffer[]) => encoded(0x31, ...parts);
export const explicit = (number: number, part: Buffer) => encoded(0xa0 | number, part);
export const nul = () => encoded(0x05);
export const utf8 = (text: string) => encoded(0x0c, Buffer.from(text, 'utf8'));
export const bitString = (bytes: Buffer) => encoded(0x03, Buffer.from([0]), bytes);

/** Positive and minimal: the top bit of the first byte is the sign. */
export function integer(bytes: Buffer): Buffer {
  const positive = Buffer.from(bytes);
  positive[0] = (positive[0] ?? 0) & 0x7f || 1;
  return encoded(0x02, positive);
}

export function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [40 * first + second];
  for (const arc of rest) {
    const digits = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) digits.unshift(0x80 | (left & 0x7f));
    bytes.push(...digits);
  }
  return encoded(0x06, Buffer.from(bytes));
}

export function utcOrGeneralizedTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  if (date.getUTCFullYear() < 2050) return encoded(0x17, Buffer.from(`${digits.slice(2)}Z`));
  return encoded(0x18, Buffer.from(`${digits}Z`));
}
