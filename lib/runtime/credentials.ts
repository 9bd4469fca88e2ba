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
  /** The key as the cockpit shows it, JSON text `{"oauth":{…}}`, for tools that take a service key; sensitive. */
  readonly serviceKeyJson: string;
  readonly clientId: string;
  /** Sensitive: goes into sensitive outputs only. Null for keys with a certificate. */
  readonly clientSecret: string;
  /** OAuth token endpoint; ends in `/oauth/token`, without a query. */
  readonly tokenUrl: string;
  /** Root of the runtime (plan `integration-flow`) or of the APIs (plan `api`), without a slash at the end. */
  readonly url: string;
  /** When the key was made, e.g. `2025-01-31T08:15:30.123Z`; null for old keys, which do not say it. */
  readonly createdAt: string;
  /** The client's certificate in PEM format, when SAP issues it with its chain; null for keys with a secret. */
  readonly certificate: string;
  /** Private key of an issued certificate in PEM format; sensitive. Null for all other kinds of keys. */
  readonly privateKey: string;
  /** When the certificate expires, e.g. `2026-11-24T00:00:00.000Z`; null for keys with a secret, which do not. */
  readonly expiresAt: string;
  /** Distinguished name of the certificate's subject; null for keys with a secret. */
  readonly certificateSubject: string;
  /** Distinguished name of whoever signed the certificate; null for keys with a secret. */
  readonly certificateIssuer: string;
  /** Serial number of the certificate, hexadecimal with `0x`; null for keys with a secret. */
  readonly certificateSerialNumber: string;
  private readonly urlExpression: string;

  /** @param document address of the attribute that holds the JSON text, e.g. `a_resource.key.credential_binding` */
  constructor(scope: Construct, id: string, document: string) {
    super(scope, id);
    const decoded = `jsondecode(${document})`;
    const key = new TerraformLocal(this, 'Key', expression(`try(${decoded}.credentials, ${decoded}, null)`)).fqn;
    const secret = (name: string) => `try(${key}.oauth.${name}, ${key}.${name}, null)`;
    // `sensitive` first, because up to Terraform 1.7 `nonsensitive` fails on what is not: the null of an absent field.
    const open = (name: string) => `nonsensitive(sensitive(${secret(name)}))`;
    this.serviceKeyJson = expression(`${key} == null ? null : jsonencode(${key})`);
    this.clientSecret = expression(secret('clientsecret'));
    this.privateKey = expression(secret('key'));
    // Not secret: ISC's form shows them, and reviewers must see them change.
    this.clientId = expression(open('clientid'));
    this.tokenUrl = expression(open('tokenurl'));
    this.createdAt = expression(open('createdate'));
    this.certificate = expression(open('certificate'));
    this.expiresAt = expression(open('certificatedetails.validuntil'));
    this.certificateSubject = expression(open('certificatedetails.subjectdn'));
    this.certificateIssuer = expression(open('certificatedetails.issuerdn'));
    this.certificateSerialNumber = expression(open('certificatedetails.serialnumber'));
    this.urlExpression = open('url');
    this.url = expression(this.urlExpression);
  }

  /**
   * URL of a deployed iFlow.
   *
   * @param path `/http/…` or `/cxf/…`
   */
  endpointUrl(path: string): string {
    // A template fails on null, so that a key that could not be read gives null and not half a URL.
    return expression(`try("\${${this.urlExpression}}${path}", null)`);
  }
}
