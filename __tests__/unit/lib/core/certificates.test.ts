import fc from 'fast-check';
import { checkCertificatePem, onOneLine } from '../../../../lib/core/certificates';
import { anyText, randomly } from '../../../support/random/inputs';
import { clientCertificate } from '../../../support/synth';

/** Whatever the text: nothing is thrown, and a message never repeats what it was given. The seed is printed on failure. */

const { certificate } = clientCertificate();
const FRAME = ['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----'];

const told = (pem: string) => {
  expect(onOneLine(pem).split('\n')).toHaveLength(1);
  return checkCertificatePem('pem', pem).map(({ wrong, fix }) => `${wrong} ${fix}`);
};

test('a certificate is right', () => {
  expect(told(certificate)).toEqual([]);
});

test.each<[string, string]>([
  ['nothing', ''],
  ['frames without an end', FRAME[0]?.repeat(20_000) ?? ''],
  ['very much base64', `${FRAME[0]}${'A'.repeat(2_000_000)}${FRAME[1]}`],
  ['very much base64 without an end', `${FRAME[0]}${'A'.repeat(2_000_000)}`],
  ['very many blanks', `${FRAME[0]}${' '.repeat(2_000_000)}`],
  ['DER of enormous length', `${FRAME[0]}${Buffer.from('3084ffffffff', 'hex').toString('base64')}${FRAME[1]}`],
  ['DER in itself', `${FRAME[0]}${Buffer.from('30820100'.repeat(5000), 'hex').toString('base64')}${FRAME[1]}`],
  ['line breaks that begin a header', `${FRAME[0]}\r\nX-Evil: 1\r\n${FRAME[1]}`],
])('%s is refused in one sentence', (_, pem) => {
  expect(told(pem)).toEqual([expect.stringMatching(/^is not a readable certificate pass the text from/)]);
});

test('frames within frames are a chain', () => {
  const many = `${FRAME[0]}${FRAME.join('')}`.repeat(2000);
  expect(told(many)).toEqual([expect.stringMatching(/^is a chain of 2000 certificates/)]);
});

test('a private key is named, and not shown', () => {
  const key = `-----BEGIN PRIVATE KEY-----\nZmFrZS1wcml2YXRlLWtleS1vZi1hLXRlc3Q=\n-----END PRIVATE KEY-----`;
  const [message] = told(`${key}\n${certificate}`);
  expect(message).toMatch(/^holds a private key/);
  expect(message).not.toContain('ZmFrZS1w');
});

test('any text, any piece of a certificate in another place', () => {
  const damaged = fc
    .tuple(fc.nat(certificate.length), fc.nat(80), anyText(40))
    .map(([from, length, text]) => certificate.slice(0, from) + text + certificate.slice(from + length));
  fc.assert(
    fc.property(fc.oneof(anyText(), damaged), (pem) => {
      for (const message of told(pem)) expect(message).toMatch(/^(is|holds|expired) /);
    }),
    randomly(100),
  );
});
