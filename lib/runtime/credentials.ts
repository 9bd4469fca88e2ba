import { TerraformLocal } from 'cdktf';
import { Construct } from 'constructs';
import { expression } from '../terraform/expression';

/**
 * The values of a service key, as expressions over the JSON text that the provider returns.
 *
 * That text is the details document of Cloud Foundry, with the key under `credentials`; the cockpit shows the key
 * alone; the fields stand at its root or below `oauth`. All of these are read. What a kind of key does not have is null.
 * When the details could not be read the provider warns and leaves null, and then every value here is null too.
 */
export class Credentials extends Construct {
  private readonly key: string;

  /** @param document address of the attribute that holds the JSON text, e.g. `a_resource.key.credential_binding` */
  constructor(scope: Construct, id: string, document: string) {
    super(scope, id);
    const decoded = `jsondecode(${document})`;
    this.key = new TerraformLocal(this, 'Key', expression(`try(${decoded}.credentials, ${decoded}, null)`)).fqn;
  }

  /** The key as the cockpit shows it, JSON text `{"oauth":{…}}`, for tools that take a service key; sensitive. */
  get serviceKeyJson(): string {
    return expression(`${this.key} == null ? null : jsonencode(${this.key})`);
  }

  get clientId(): string {
    return expression(this.open('clientid'));
  }

  /** Sensitive: goes into sensitive outputs only. Null for keys with a certificate. */
  get clientSecret(): string {
    return expression(this.field('clientsecret'));
  }

  /** OAuth token endpoint; ends in `/oauth/token`, without a query. */
  get tokenUrl(): string {
    return expression(this.open('tokenurl'));
  }

  /** Root of the runtime (plan `integration-flow`) or of the APIs (plan `api`), without a slash at the end. */
  get url(): string {
    return expression(this.open('url'));
  }

  /** When the key was made, e.g. `2025-01-31T08:15:30.123Z`; null for old keys, which do not say it. */
  get createdAt(): string {
    return expression(this.open('createdate'));
  }

  /** The client's certificate in PEM format, when SAP issues it with its chain; null for keys with a secret. */
  get certificate(): string {
    return expression(this.open('certificate'));
  }

  /** Private key of an issued certificate in PEM format; sensitive. Null for all other kinds of keys. */
  get privateKey(): string {
    return expression(this.field('key'));
  }

  /** When the certificate expires, e.g. `2026-11-24T00:00:00.000Z`; null for keys with a secret, which do not. */
  get expiresAt(): string {
    return expression(this.open('certificatedetails.validuntil'));
  }

  /** Distinguished name of the certificate's subject; null for keys with a secret. */
  get certificateSubject(): string {
    return expression(this.open('certificatedetails.subjectdn'));
  }

  /** Distinguished name of whoever signed the certificate; null for keys with a secret. */
  get certificateIssuer(): string {
    return expression(this.open('certificatedetails.issuerdn'));
  }

  /** Serial number of the certificate, hexadecimal with `0x`; null for keys with a secret. */
  get certificateSerialNumber(): string {
    return expression(this.open('certificatedetails.serialnumber'));
  }

  /**
   * URL of a deployed iFlow.
   *
   * @param path `/http/…` or `/cxf/…`
   */
  endpointUrl(path: string): string {
    // A template fails on null, so that a key that could not be read gives null and not half a URL.
    return expression(`try("\${${this.open('url')}}${path}", null)`);
  }

  private field(name: string): string {
    return `try(${this.key}.oauth.${name}, ${this.key}.${name}, null)`;
  }

  /** A field that is not secret: ISC's form shows it, and reviewers must see it change. */
  private open(name: string): string {
    // `sensitive` first, because up to Terraform 1.7 `nonsensitive` fails on what is not: the null of an absent field.
    return `nonsensitive(sensitive(${this.field(name)}))`;
  }
}
