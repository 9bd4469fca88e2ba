import { createPrivateKey, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { BrokerError } from './broker-error';
import { bitString, explicit, integer, nul, objectIdentifier, sequence, set, utcOrGeneralizedTime, utf8 } from './der';

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
