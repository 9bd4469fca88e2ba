import type { LocalSap } from '../local-sap';
import type { User } from '../store/tables';
import { link, timestamp } from './context';

/** Users appear beside roles only; when they came into being is not kept, so they are as old as the account. */
export function userObject(sap: LocalSap, { guid, userName, origin }: User) {
  const createdAt = timestamp(sap.tables.globalAccounts.all()[0]?.createdAt ?? 0);
  return {
    guid,
    created_at: createdAt,
    updated_at: createdAt,
    username: userName,
    presentation_name: userName,
    origin,
    metadata: { labels: {}, annotations: {} },
    links: { self: link(sap, `/v3/users/${guid}`) },
  };
}
