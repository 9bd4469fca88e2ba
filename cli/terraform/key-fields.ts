import { group } from '../plan/attributes';
import { parsed } from '../plan/secrets';

/**
 * The fields of a service key, wherever lib/runtime/credentials.ts looks for them: the details document of Cloud Foundry
 * or the key as the cockpit shows it, at the root or below `oauth`. What cannot be read has no fields.
 *
 * @param json the attribute of the provider, or the output with the key
 */
export function keyFields(json: unknown): Readonly<Record<string, unknown>> {
  const document = group(parsed(json));
  const key = group('credentials' in document ? document.credentials : document);
  return { ...key, ...group(key.oauth) };
}
