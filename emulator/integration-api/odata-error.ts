const CODES = { 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found', 501: 'Not Implemented' } as const;

/** An error document of OData V2. */
export class ODataError extends Error {
  constructor(
    readonly status: keyof typeof CODES,
    message: string,
  ) {
    super(message);
  }

  get document() {
    return { error: { code: CODES[this.status], message: { lang: 'en', value: this.message } } };
  }
}
