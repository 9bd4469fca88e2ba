/** Below these the configuration is not tested (docs/cli.md). */
export const OLDEST_RELEASE = { Terraform: '1.5.7', OpenTofu: '1.6.0' } as const;

/** Whether a version such as `1.6.0-rc1` comes before another one; only its three numbers count. */
export function isOlderRelease(version: string, than: string): boolean {
  const parts = numbersOf(version);
  const [index, number] = [...numbersOf(than).entries()].find(([at, other]) => parts[at] !== other) ?? [0, 0];
  return (parts[index] ?? 0) < number;
}

const numbersOf = (version: string) => version.split('.').map((part) => Number.parseInt(part, 10) || 0);
