/** How often something may be asked for in a span of time. Counted in memory: a restart begins anew. */
export class RateLimit {
  private readonly taken = new Map<string, number[]>();

  constructor(
    private readonly spanMs: number,
    private readonly now: () => number,
  ) {}

  /** Undefined: go ahead. Otherwise the seconds to wait. A limit of 0 is none. */
  take(key: string, limit: number): number | undefined {
    if (limit === 0) return undefined;
    const now = this.now();
    const recent = (this.taken.get(key) ?? []).filter((at) => at > now - this.spanMs);
    this.taken.set(key, recent);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= limit)
      return Math.max(1, Math.ceil((oldest + this.spanMs - now) / 1000));
    recent.push(now);
    return undefined;
  }
}
