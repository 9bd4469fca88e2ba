import { TerraformLocal } from 'cdktf';
import { Construct } from 'constructs';
import { expression } from '../terraform/expression';

/**
 * The values of a service key, as expressions over the JSON text that the provider returns.
 *
 * That text is the details document of Cloud Foundry, with the key under `credentials`; the cockpit shows the key
 * alone; the fields stand at its root or below `oauth`. All of these are read. When the details could not be read the
 * provider warns and leaves null, and then every value here is null too.
 */
export class Credentials extends Construct {
  /** The key as the cockpit shows it, JSON text `{"oauth":{…}}`, for tools that take a service key; sensitive. */
  readonly serviceKeyJson: string;
  readonly clientId: string;
  /** Sensitive: goes into sensitive outputs only. */
  readonly clientSecret: string;
  /** OAuth token endpoint; ends in `/oauth/token`, without a query. */
  readonly tokenUrl: string;
  /** Root of the runtime (plan `integration-flow`) or of the APIs (plan `api`), without a slash at the end. */
  readonly url: string;
  private readonly urlExpression: string;

  /** @param document address of the attribute that holds the JSON text, e.g. `a_resource.key.credential_binding` */
  constructor(scope: Construct, id: string, document: string) {
    super(scope, id);
    const decoded = `jsondecode(${document})`;
    const key = new TerraformLocal(this, 'Key', expression(`try(${decoded}.credentials, ${decoded}, null)`)).fqn;
    const field = (name: string) => `try(${key}.oauth.${name}, ${key}.${name}, null)`;
    this.serviceKeyJson = expression(`${key} == null ? null : jsonencode(${key})`);
    this.clientSecret = expression(field('clientsecret'));
    // Not secret: ISC's form shows them, and reviewers must see them change.
    this.clientId = expression(`nonsensitive(${field('clientid')})`);
    this.tokenUrl = expression(`nonsensitive(${field('tokenurl')})`);
    this.urlExpression = `nonsensitive(${field('url')})`;
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
