import type { Context } from 'hono';

/** An error document of UAA and of XSUAA, which descends from it. */
export class OAuthError extends Error {
  constructor(
    readonly status: 400 | 401 | 404,
    readonly error: string,
    description: string,
  ) {
    super(description);
  }

  get document() {
    return { error: this.error, error_description: this.message };
  }
}

/** Form body and query together, as servlets see them; the body wins. */
export async function readForm(c: Context): Promise<URLSearchParams> {
  const form = new URLSearchParams(new URL(c.req.url).searchParams);
  const body = await c.req.text();
  if (/^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? '')) {
    for (const [name, value] of new URLSearchParams(body)) form.set(name, value);
  }
  return form;
}
