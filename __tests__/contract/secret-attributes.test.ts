import { basename } from 'node:path';
import { SECRET_ATTRIBUTES } from '../../lib/policy/secrets';
import { type BlockSchema, readSchema, realSchemaFiles, WHY_NO_SCHEMAS } from '../support/provider-schema';

/** Whether a provider marks an attribute, or something in it, as sensitive. */
function sensitiveAttributes({ attributes = {} }: BlockSchema): string[] {
  return Object.entries(attributes)
    .filter(
      ([, { sensitive, nested_type }]) => sensitive || (nested_type && sensitiveAttributes(nested_type).length > 0),
    )
    .map(([name]) => name);
}

const files = ['btp', 'cloudfoundry'].flatMap(realSchemaFiles);
if (files.length === 0) {
  test.skip(`ISC001 knows every sensitive attribute of the providers (skipped: ${WHY_NO_SCHEMAS})`, () => undefined);
}
for (const file of files) {
  test(`ISC001 knows every sensitive attribute of ${basename(file, '.json')}`, () => {
    const { resource_schemas = {}, data_source_schemas = {} } = readSchema(file);
    const all = [...Object.entries(resource_schemas), ...Object.entries(data_source_schemas)];
    const sensitive = all.flatMap(([type, { block }]) =>
      sensitiveAttributes(block).map((name) => [type, name] as const),
    );
    expect(sensitive.length).toBeGreaterThan(0);
    expect(sensitive.filter(([type, name]) => !SECRET_ATTRIBUTES[type]?.includes(name))).toEqual([]);
  });
}
