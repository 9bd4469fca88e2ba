import { type KeyAndCertificate, selfSignedCertificate } from '../../emulator/it-rt-broker/certificates';

/** A certificate of a client, to be read and not to be trusted: 1024 bits are made ten times as fast as 2048. */
export function clientCertificate({ notBefore = new Date(), days = 30 } = {}): KeyAndCertificate {
  return selfSignedCertificate({ commonName: 'fake-client', notBefore, days, bits: 1024 });
}
