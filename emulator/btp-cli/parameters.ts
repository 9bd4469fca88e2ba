import { BackendError, RequestRefused } from './answers';

/** The `paramValues` of a command; every value is a string (facts: btp 0.7). */
export class Parameters {
  private constructor(private readonly values: Readonly<Record<string, string>>) {}

  static of(body: unknown): Parameters {
    const values = (body as { paramValues?: unknown } | null)?.paramValues ?? {};
    if (typeof values !== 'object' || values === null) throw new RequestRefused(400);
    if (Object.values(values).some((value) => typeof value !== 'string')) throw new RequestRefused(400);
    return new Parameters(values as Record<string, string>);
  }

  /** An empty mandatory parameter never reaches a backend (facts: btp 1.4, "request-level"). */
  required(name: string): string {
    const value = this.values[name];
    if (!value) throw new RequestRefused(400);
    return value;
  }

  optional(name: string): string | undefined {
    return this.values[name] || undefined;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  flag(name: string): boolean {
    return this.values[name] === 'true';
  }

  /** A parameter that carries JSON as its text. */
  json(name: string): unknown {
    try {
      return JSON.parse(this.required(name));
    } catch (error) {
      if (error instanceof RequestRefused) throw error;
      throw new BackendError(400, `Parameter ${name} is not valid JSON [Error: 12003/400]`);
    }
  }
}
