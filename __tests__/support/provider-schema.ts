import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';

/** `terraform providers schema -json`, as far as tests read it. */
export interface ProviderSchemas {
  readonly provider_schemas: Readonly<Record<string, ProviderSchema>>;
}

export interface ProviderSchema {
  readonly provider?: { readonly block: BlockSchema };
  readonly resource_schemas?: Readonly<Record<string, { readonly block: BlockSchema }>>;
  readonly data_source_schemas?: Readonly<Record<string, { readonly block: BlockSchema }>>;
}

export interface BlockSchema {
  readonly attributes?: Readonly<Record<string, AttributeSchema>>;
  readonly block_types?: Readonly<Record<string, NestedBlockSchema>>;
}

export interface AttributeSchema {
  readonly type?: TypeSchema;
  readonly nested_type?: BlockSchema & { readonly nesting_mode: NestingMode };
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
}

export interface NestedBlockSchema {
  readonly block: BlockSchema;
  readonly nesting_mode: NestingMode;
  readonly min_items?: number;
  readonly max_items?: number;
}

type NestingMode = 'single' | 'group' | 'list' | 'set' | 'map';

/** `"string"`, `["list", "string"]`, `["object", {…}]`. */
export type TypeSchema = string | readonly [string, TypeSchema | Readonly<Record<string, TypeSchema>>];

/** Where the schemas of the real providers lie beside a development clone; they are not part of the project. */
const FOLDERS = ['../shared/schemas', '../../shared/schemas'].map((path) => join(projectRoot, path));

/** Names of the files with schemas of a provider, e.g. `btp`; none where they are absent. */
export function realSchemaFiles(provider: string): string[] {
  const folder = FOLDERS.find((path) => existsSync(path));
  if (folder === undefined) return [];
  const names = readdirSync(folder).filter((name) => name.startsWith(`${provider}-`) && name.endsWith('.json'));
  return names.sort().map((name) => join(folder, name));
}

export const WHY_NO_SCHEMAS = 'the schemas of the real providers are not on this machine (../shared/schemas)';

/** The only provider of a schema file. */
export function readSchema(file: string): ProviderSchema {
  return onlySchema(JSON.parse(readFileSync(file, 'utf8')) as ProviderSchemas, '');
}

/** @param source how the address of the provider ends */
export function onlySchema({ provider_schemas }: ProviderSchemas, source: string): ProviderSchema {
  const found = Object.entries(provider_schemas).filter(([address]) => address.toLowerCase().endsWith(source));
  if (found.length !== 1 || !found[0]) throw new Error(`expected one provider '${source}', found ${found.length}`);
  return found[0][1];
}
