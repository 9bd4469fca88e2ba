import { z } from 'zod';

/**
 * Building blocks of the landscape's structure. The description says what a setting is, the example is quoted as the
 * fix; editors show both through the JSON Schema.
 */

/** A non-empty text. */
export const text = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .meta({ description, examples: [example] });

export const flag = (description: string) => z.boolean().meta({ description, examples: [true] });

export const count = (description: string, example: number) => z.number().meta({ description, examples: [example] });

export const choice = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
  z.enum(values).meta({ description, examples: [values[0]] });

/** A word of a closed list that the constructs check, with a did-you-mean of their own. */
export const word = (description: string, examples: readonly string[]) =>
  z.string().meta({ description, examples: [...examples] });

export const list = <T extends z.ZodType>(item: T, description: string) => z.array(item).meta({ description });

/** Names chosen by the user and their values. */
export const textMap = (description: string, example: Readonly<Record<string, string>>) =>
  z.record(z.string(), z.string()).meta({ description, examples: [example] });

/** All settings optional, as in `defaults`. */
export const settings = <T extends z.ZodRawShape>(shape: T, description: string) =>
  z.strictObject(shape).partial().meta({ description });
