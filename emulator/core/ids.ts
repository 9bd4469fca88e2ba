import { createHash } from 'node:crypto';

/** The same name always gets the same guid, so that what SAP mints once per landscape survives a fresh state folder. */
export function stableGuid(...names: readonly string[]): string {
  const hex = createHash('sha256').update(names.join('\u0000')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A stable number as in the !b<n> suffixes of XSUAA applications. */
export function stableNumber(digits: number, ...names: readonly string[]): number {
  const low = 10 ** (digits - 1);
  return low + (Number.parseInt(stableGuid(...names).slice(0, 8), 16) % (9 * low));
}
