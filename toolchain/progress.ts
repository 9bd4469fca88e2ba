/** Steps of a long set-up, one line each on stderr; what the tools themselves say is shown only with `verbose`. */
export interface Progress {
  /** Runs `work` under a line; repeats how long it has taken every half minute, so that nobody thinks it hangs. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  note(line: string): void;
  readonly verbose: boolean;
}

const HEARTBEAT_MS = 30_000;

export function stderrProgress(verbose: boolean): Progress {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  return {
    verbose,
    note: say,
    async step(title, work) {
      const started = Date.now();
      const seconds = () => Math.round((Date.now() - started) / 1000);
      say(`• ${title}`);
      const beat = setInterval(() => say(`  … ${seconds()} s`), HEARTBEAT_MS);
      try {
        return await work();
      } finally {
        clearInterval(beat);
        if (seconds() >= 5) say(`  done in ${seconds()} s`);
      }
    },
  };
}
