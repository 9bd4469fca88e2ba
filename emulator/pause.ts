/** Waits in real time, for what has to look slow to a client; does not keep the process alive. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
