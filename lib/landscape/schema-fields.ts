import { z } from 'zod';

/**
 * Building blocks of the landscape's structure. The description says what a setting is, the example is quoted as the
 * fix; editors show both through the JSON Schema.
 */

/** Words on a setting. */
interface Words {
  /** What applies when it is left out; nothing for a setting that is required or has no effect by default. */
  readonly default?: unknown;
}

/** Texts in which people write what they like; the stacks escape what Terraform would evaluate. */
const freeTexts = z.registry();

export const isFreeText = (schema: z.ZodType): boolean => freeTexts.has(schema);

/** A setting that refers to a secret of the environment by `${env:NAME}`. */
export const isSecretReference = (schema: z.ZodType): boolean =>
  (schema.meta() as { secret?: boolean } | undefined)?.secret === true;

/** A non-empty text that follows a grammar of SAP's: a name, an id, a user. */
export const text = (description: string, example: string, words: Words = {}) =>
  z
    .string()
    .min(1)
    .meta({ description, examples: [example], ...words });

/** A non-empty text without a grammar, such as a description. */
export const freeText = (description: string, example: string) => text(description, example).register(freeTexts, {});

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

/** Names chosen by the user and their values, which are free text. */
export const textMap = (description: string, example: Readonly<Record<string, string>>) =>
  z.record(z.string(), z.string().register(freeTexts, {})).meta({ description, examples: [example] });

/** All settings optional, as in `defaults`. */
export const settings = <T extends z.ZodRawShape>(shape: T, description: string) =>
  z.strictObject(shape).partial().meta({ description });
