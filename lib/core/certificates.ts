import { X509Certificate } from 'node:crypto';
import type { Problem, Problems, Value } from './problems';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*?)-----END \1-----/g;

/**
 * What the broker would refuse as an external certificate. A message never repeats the text, which may hold a private
 * key by mistake.
 */
export function checkCertificatePem(property: string, pem: Value<string>): Problems {
  if (pem === undefined || pem === null) return [];
  const problem = problemOf(pem);
  return problem ? [{ property, ...problem }] : [];
}

/**
 * The certificate on a single line, as SAP's documentation shows it (SAP Help, "Specifying Service Instance and Service
 * Key Parameters in JSON Format"). Line ends and text around the block make no other certificate, and must make no
 * other key.
 */
export function onOneLine(pem: string): string {
  const [block] = blocksOf(pem);
  return `-----BEGIN CERTIFICATE-----${block?.base64 ?? ''}-----END CERTIFICATE-----`;
}

function problemOf(pem: string): Omit<Problem, 'property'> | undefined {
  const allowed = 'one certificate in PEM format that has not expired';
  if (pem.includes('PRIVATE KEY')) {
    const fix = 'pass the certificate alone; if the key was committed anywhere, take it out of use';
    return { wrong: 'holds a private key', allowed, fix };
  }
  const certificates = blocksOf(pem).filter(({ label }) => label === 'CERTIFICATE');
  if (certificates.length > 1) {
    const fix = 'keep the certificate of the client only, usually the first one';
    return { wrong: `is a chain of ${certificates.length} certificates`, allowed, fix };
  }
  const certificate = certificates[0] && parse(certificates[0].base64);
  if (!certificate) {
    const fix = 'pass the text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----';
    return { wrong: 'is not a readable certificate', allowed, fix };
  }
  if (Date.parse(certificate.validTo) > Date.now()) return undefined;
  const wrong = `expired on ${new Date(certificate.validTo).toISOString()}`;
  return { wrong, allowed, fix: 'pass the renewed certificate' };
}

function parse(base64: string): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}

function blocksOf(pem: string): { readonly label: string; readonly base64: string }[] {
  return [...pem.matchAll(BLOCK)].map(([, label = '', body = '']) => ({ label, base64: body.replace(/\s/g, '') }));
}
