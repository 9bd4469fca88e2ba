const QUIET_MS = 2000;
const REPEAT_ON_TERMINAL_MS = 1000;
const REPEAT_IN_LOGS_MS = 30_000;

type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;

/**
 * Says what is going on when work takes longer than two seconds: one line that counts the seconds and goes away at the
 * end on a terminal, a line now and then elsewhere. On stderr, so that what is piped on stays clean.
 */
export async function withProgress<T>(label: string, work: Promise<T>, stream: Stream = process.stderr): Promise<T> {
  const started = Date.now();
  const terminal = stream.isTTY === true;
  let shown = false;
  const show = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    stream.write(terminal ? `\r${label} (${seconds} s) ` : `${label} (${seconds} s)\n`);
    shown = true;
    timer = setTimeout(show, terminal ? REPEAT_ON_TERMINAL_MS : REPEAT_IN_LOGS_MS).unref();
  };
  let timer = setTimeout(show, QUIET_MS).unref();
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (shown && terminal) stream.write('\r\u001b[K');
  }
}
