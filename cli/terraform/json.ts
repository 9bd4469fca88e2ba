/** Values of others, of which only what is found may be relied on. */

export const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The value as a group of fields; without any where it is none. */
export const group = (value: unknown): Record<string, unknown> => (isGroup(value) ? value : {});

/** The value behind a JSON text, else the value. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
