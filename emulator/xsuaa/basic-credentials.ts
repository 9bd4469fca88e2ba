export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/** From `Authorization: Basic …`; `escaped` says that both halves were form-escaped before (facts: cf 2). */
export function basicCredentials(authorization: string | undefined, escaped = false): ClientCredentials | undefined {
  const encoded = /^basic ([A-Za-z0-9+/_=-]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const [id, secret] = [text.slice(0, colon), text.slice(colon + 1)];
  return escaped ? { id: unescapeForm(id), secret: unescapeForm(secret) } : { id, secret };
}

function unescapeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
