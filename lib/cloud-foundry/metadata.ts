import { Token } from 'cdktf';

/** What one can write on most objects of Cloud Foundry. */
export interface MetadataProps {
  /**
   * Labels, by which objects can be searched. A key is `name` or `prefix/name`: the name 1 to 63 characters (letters,
   * digits, `.`, `_`, `-`; first and last a letter or digit), the prefix a DNS name of at most 253 characters other than
   * `cloudfoundry.org`. A value follows the rule of names and may be empty. Source: Cloud Foundry API v3, "Metadata".
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Annotations, for information that is only read. Keys as those of labels, values of at most 5000 characters.
   *
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** As the provider takes it: it refuses an empty map (facts of provider 1.0 to 1.17). */
export function nonEmpty(entries: MetadataProps['labels']): { [key: string]: string } | undefined {
  if (!entries || Token.isUnresolved(entries)) return entries;
  return Object.keys(entries).length > 0 ? { ...entries } : undefined;
}
