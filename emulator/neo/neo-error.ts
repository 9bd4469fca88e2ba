/** A refusal of the Authorization Management API; its document is a guess. */
export class NeoError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 429 | 501,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
