import { z } from 'zod';

/**
 * Building blocks of the landscape's structure. The description says what a setting is, the example is quoted as the
 * fix; editors show both through the JSON Schema.
 */

/** Words on a setting. */
interface Words {
  /**
   * What SAP or a construct takes when it is left out. A default of the landscape itself stands in the schema, by
   * `.default()`, which documents it as well.
   */
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

export const flag = (description: string, words: Words = {}) =>
  z.boolean().meta({ description, examples: [true], ...words });

/** For what loses data when it is destroyed. */
export const preventDestroy = flag(
  'true when Terraform refuses every plan that destroys or replaces it; no lock at SAP, and gone with the entry',
  { default: false },
);

export const count = (description: string, example: number, words: Words = {}) =>
  z.number().meta({ description, examples: [example], ...words });

export const choice = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
  z.enum(values).meta({ description, examples: [values[0]] });

/** A word of a closed list: told to editors here, checked by the rules of lib/core, which know what was probably meant. */
export const word = <const T extends string>(description: string, values: readonly T[], words: Words = {}) =>
  z.string().meta({ description, examples: [values[0]], enum: [...values], ...words }) as unknown as z.ZodType<T, T>;

export const list = <T extends z.ZodType>(item: T, description: string, words: Words = {}) =>
  z.array(item).meta({ description, ...words });

/** Names chosen by the user and their values, which are free text. */
export const textMap = (description: string, example: Readonly<Record<string, string>>) =>
  z.record(z.string(), z.string().register(freeTexts, {})).meta({ description, examples: [example] });

/** Settings that may be left out: those without a default of the landscape become optional. */
export const optional = <T extends z.ZodRawShape>(shape: T) =>
  Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [
      name,
      field instanceof z.ZodDefault ? field : (field as z.ZodType).optional(),
    ]),
  ) as unknown as { [K in keyof T]: T[K] extends z.ZodDefault ? T[K] : z.ZodOptional<T[K]> };

/** A group of settings, each of which may be left out. */
export const group = <T extends z.ZodRawShape>(shape: T, description: string) =>
  z.strictObject(optional(shape)).meta({ description });

/** The same without defaults of the landscape's own, as in `defaults`. */
export const settings = <T extends z.ZodRawShape>(shape: T, description: string) =>
  z.strictObject(shape).partial().meta({ description });
