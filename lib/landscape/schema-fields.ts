import { z } from '../validation/zod';

/**
 * Building blocks of the landscape's structure. The description says what a setting is, the example is quoted as the
 * fix; editors show both through the JSON Schema.
 */

/** Words on a setting. */
interface Words {
  /** What applies when it is left out; nothing for a setting that is required or has no effect by default. */
  readonly default?: unknown;
}

/** A non-empty text. */
export const text = (description: string, example: string, words: Words = {}) =>
  z
    .string()
    .min(1)
    .meta({ description, examples: [example], ...words });

export const flag = (description: string, words: Words = { default: false }) =>
  z.boolean().meta({ description, examples: [true], ...words });

export const count = (description: string, example: number, words: Words = {}) =>
  z.number().meta({ description, examples: [example], ...words });

export const choice = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
  z.enum(values).meta({ description, examples: [values[0]], default: values[0] });

/** A word of a closed list: told to editors here, checked by the constructs with a did-you-mean of their own. */
export const word = (description: string, values: readonly string[], words: Words = {}) =>
  z.string().meta({ description, examples: [values[0]], enum: [...values], ...words });

export const list = <T extends z.ZodType>(item: T, description: string, words: Words = {}) =>
  z.array(item).meta({ description, ...words });

/** Names chosen by the user and their values. */
export const textMap = (description: string, example: Readonly<Record<string, string>>) =>
  z.record(z.string(), z.string()).meta({ description, examples: [example] });

/** All settings optional, as in `defaults`. */
export const settings = <T extends z.ZodRawShape>(shape: T, description: string) =>
  z.strictObject(shape).partial().meta({ description });
