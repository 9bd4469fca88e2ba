import { createPrivateKey, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { BrokerError } from './catalog';

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
const nul = () => encoded(0x05);
export const utf8 = (text: string) => encoded(0x0c, Buffer.from(text, 'utf8'));
const bitString = (bytes: Buffer) => encoded(0x03, Buffer.from([0]), bytes);

/** Positive and minimal: the top bit of the first byte is the sign. */
export function integer(bytes: Buffer): Buffer {
  const positive = Buffer.from(bytes);
  positive[0] = (positive[0] ?? 0) & 0x7f || 1;
  return encoded(0x02, positive);
}

function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [40 * first + second];
  for (const arc of rest) {
    const digits = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) digits.unshift(0x80 | (left & 0x7f));
    bytes.push(...digits);
  }
  return encoded(0x06, Buffer.from(bytes));
}

function utcOrGeneralizedTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  if (date.getUTCFullYear() < 2050) return encoded(0x17, Buffer.from(`${digits.slice(2)}Z`));
  return encoded(0x18, Buffer.from(`${digits}Z`));
}

interface CertificateRequest {
  readonly commonName: string;
  readonly notBefore: Date;
  readonly days: number;
  readonly bits: number;
}

export interface KeyAndCertificate {
  readonly certificate: string;
  readonly privateKey: string;
  readonly fingerprint: string;
}

const DAY = 86_400_000;
const SHA256_WITH_RSA = sequence(objectIdentifier('1.2.840.113549.1.1.11'), nul());

/** Signed by itself, where SAP's are signed by its own certificate authority: good enough to be read, not to be trusted. */
export function selfSignedCertificate({ commonName, notBefore, days, bits }: CertificateRequest): KeyAndCertificate {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const name = distinguishedName([
    ['2.5.4.6', 'DE'],
    ['2.5.4.10', 'SAP SE'],
    ['2.5.4.11', 'SAP Cloud Platform Clients'],
    ['2.5.4.7', 'sap-uaa'],
    ['2.5.4.3', commonName.slice(0, 64)],
  ]);
  const validity = sequence(
    utcOrGeneralizedTime(notBefore),
    utcOrGeneralizedTime(new Date(notBefore.getTime() + days * DAY)),
  );
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    SHA256_WITH_RSA,
    name,
    validity,
    name,
    pair.publicKey,
  );
  const signature = sign('sha256', body, createPrivateKey(pair.privateKey));
  const certificate = toPem(sequence(body, SHA256_WITH_RSA, bitString(signature)));
  return { certificate, privateKey: pair.privateKey, fingerprint: new X509Certificate(certificate).fingerprint256 };
}

function distinguishedName(attributes: readonly (readonly [string, string])[]): Buffer {
  return sequence(...attributes.map(([oid, value]) => set(sequence(objectIdentifier(oid), utf8(value)))));
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** One certificate, not a chain, also on a single line as the documentation shows it (facts: sap 2.1). */
export function readExternalCertificate(text: string, now: number): { certificate: string; fingerprint: string } {
  const bodies = [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE-----/g)];
  if (bodies.length !== 1) throw new BrokerError('X.509: must hold exactly one certificate in PEM format');
  const certificate = toPem(Buffer.from((bodies[0]?.[1] ?? '').replace(/\s/g, ''), 'base64'));
  const parsed = parseCertificate(certificate);
  if (Date.parse(parsed.validTo) <= now)
    throw new BrokerError(`X.509: the certificate has expired on ${parsed.validTo}`);
  return { certificate, fingerprint: parsed.fingerprint256 };
}

function parseCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new BrokerError('X.509: is not a readable certificate');
  }
}

export function certificateDetails(pem: string) {
  const { issuer, subject, validTo, serialNumber } = new X509Certificate(pem);
  return {
    issuerdn: oneLine(issuer),
    subjectdn: oneLine(subject),
    validuntil: new Date(validTo).toISOString(),
    serialnumber: `0x${serialNumber}`,
  };
}

/** Most significant last, as in the documented samples. */
const oneLine = (name: string) => name.split('\n').reverse().join(',');
