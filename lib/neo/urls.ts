import type { Problems } from '../core/problems';
import { checkPattern } from '../core/rules';

/**
 * Addresses to use instead of SAP's own, for accounts behind a custom domain, another regional host or a proxy.
 * `{account}` stands for the technical name of the account, `{node}` for the runtime node, e.g. `a1234-iflmap`.
 */
export interface NeoUrls {
  /**
   * Base of the OAuth token service.
   *
   * @default - https://oauthasservices-{account}.<host of the region>
   */
  readonly oauth?: string;
  /**
   * Base of the runtime node.
   *
   * @default - https://{node}.hcisbp.<host of the region>, in a test tenant hcisbt
   */
  readonly runtime?: string;
  /**
   * Base of the platform's APIs.
   *
   * @default - https://api.<host of the region>
   */
  readonly api?: string;
}

/** Credentials travel over them, so without TLS they may only lead to this very machine. */
export function checkNeoUrls(property: string, urls: NeoUrls = {}): Problems {
  return (['oauth', 'runtime', 'api'] as const).flatMap((name) =>
    checkPattern(`${property}.${name}`, urls[name], {
      pattern: /^(https:\/\/[^\s/?#]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?)(\/[^\s?#]*)?$/,
      allowed: 'a URL with https (http on loopback only), without query',
      fix: `write ${name}: https://${(urls[name] ?? '').replace(/^\w+:\/+/, '').replace(/[?#\s].*/s, '') || 'host.example.com'}`,
    }),
  );
}
