import { Fn, Token } from 'cdktf';
import { onOneLine } from '../core/certificates';
import {
  type BrokerKeyType,
  checkExternalCertificate,
  checkIssuedCertificate,
  DEFAULT_CERTIFICATE,
} from '../core/it-rt';
import { HASH_LENGTH, shortHash } from '../core/names';
import type { Problems } from '../core/problems';
import { knownValues } from '../terraform/reject-problems';

export interface CertificateOptions {
  /**
   * Days until the certificate expires, 1 to 365.
   *
   * @default 365
   */
  readonly validity?: number;
  /**
   * Bits of its RSA key: 1024, 2048, 3072 or 4096.
   *
   * @default 2048
   */
  readonly keyLength?: number;
}

export interface ExternalCertificateOptions {
  /**
   * The client's certificate in PEM format: one, not a chain, without its private key, not expired. SAP takes a
   * certificate once per tenant, over all instances.
   */
  readonly certificatePem: string;
  /**
   * Whether the certificate that the client presents must be this very one. Otherwise subject and issuer must be equal,
   * so that a renewed certificate is accepted. Plan `integration-flow` only.
   *
   * @default true on plan `integration-flow`
   */
  readonly pinning?: boolean;
}

/**
 * What a service key consists of: the broker's parameter `key-type` and what belongs to it. Source:
 * SAP-samples/btp-service-metadata, v1/developer/it-rt.json; SAP Help, "Service Key Types".
 */
export abstract class KeyType {
  /** Client id and secret, which never expire by themselves; the only kind that ISC's form takes. */
  static clientSecret(): KeyType {
    return new ClientSecret();
  }

  /**
   * A certificate that SAP issues, and its private key. Needs the grant type `client_credentials`.
   *
   * `ServiceKey` refuses a validity or key length outside the limits.
   */
  static certificate(options: CertificateOptions = {}): KeyType {
    return new IssuedCertificate(options);
  }

  /**
   * A certificate of the client's own. Needs the grant type `client_credentials`.
   *
   * `ServiceKey` refuses a text that is not exactly one valid certificate. To change `pinning`, pass a renewed certificate
   * in the same step: SAP refuses a second key with the same one.
   */
  static externalCertificate(options: ExternalCertificateOptions): KeyType {
    return new ExternalCertificate(options);
  }

  /** As the broker spells it. */
  abstract readonly name: BrokerKeyType;

  /** Whether the client proves itself by a certificate, and gets no secret. */
  get isCertificate(): boolean {
    return this.name !== 'client_id_secret';
  }

  /**
   * What the broker would refuse; properties are those of the options.
   *
   * @internal
   */
  abstract _check(planName: string): Problems;

  /** What is sent to the broker, everything explicit. */
  abstract parameters(planName: string): Readonly<Record<string, unknown>>;

  /** The same as JSON text; `jsonencode` keeps the order of keys, and another order would be another key. */
  parametersJson(planName: string): string {
    return Fn.jsonencode(this.parameters(planName));
  }

  /**
   * Ends the name of a key whose parameters can change, so that changed ones make another name; empty for a client
   * secret, which has none.
   */
  nameSuffix(planName: string): string {
    if (!this.isCertificate) return '';
    const entries = Object.entries(this.parameters(planName)).sort(([a], [b]) => (a < b ? -1 : 1));
    if (!entries.some(([, value]) => Token.isUnresolved(value))) {
      return `-${shortHash(JSON.stringify(Object.fromEntries(entries)))}`;
    }
    const hash = Fn.substr(Fn.sha256(this.parametersJson(planName)), 0, HASH_LENGTH);
    return `-${hash}`;
  }
}

class ClientSecret extends KeyType {
  readonly name = 'client_id_secret';

  /** @internal */
  _check(): Problems {
    return [];
  }

  parameters() {
    return { 'key-type': this.name };
  }
}

class IssuedCertificate extends KeyType {
  readonly name = 'certificate';

  constructor(private readonly options: CertificateOptions) {
    super();
  }

  /** @internal */
  _check(): Problems {
    return checkIssuedCertificate(knownValues(this.options));
  }

  parameters() {
    const { validity = DEFAULT_CERTIFICATE.validity, keyLength = DEFAULT_CERTIFICATE.keyLength } = this.options;
    return { 'key-type': this.name, validity, 'key-length': keyLength };
  }
}

class ExternalCertificate extends KeyType {
  readonly name = 'certificate_external';

  constructor(private readonly options: ExternalCertificateOptions) {
    super();
  }

  /** @internal */
  _check(planName: string): Problems {
    return checkExternalCertificate(knownValues(this.options), planName);
  }

  parameters(planName: string) {
    const { certificatePem, pinning = true } = this.options;
    const parameters = {
      'key-type': this.name,
      'X.509': Token.isUnresolved(certificatePem) ? certificatePem : onOneLine(certificatePem),
    };
    return planName === 'api' ? parameters : { ...parameters, 'certificate-pinning': pinning };
  }
}
