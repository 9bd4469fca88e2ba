import type { NeoUrls } from '../neo/urls';

/** Addresses of Neo from the environment, for whoever reaches it by a proxy or another host. */
export function neoUrlsFrom(env: NodeJS.ProcessEnv): NeoUrls {
  const { NEO_OAUTH_URL, NEO_RUNTIME_URL, NEO_API_URL } = env;
  return {
    ...(NEO_OAUTH_URL && { oauth: NEO_OAUTH_URL }),
    ...(NEO_RUNTIME_URL && { runtime: NEO_RUNTIME_URL }),
    ...(NEO_API_URL && { api: NEO_API_URL }),
  };
}
