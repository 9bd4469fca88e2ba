import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSchemas } from '../../toolchain/bindings';
import { projectRoot } from '../../toolchain/paths';
import { readTools } from '../../toolchain/tools';
import {
  onlySchema,
  type ProviderSchemas,
  readSchema,
  realSchemaFiles,
  schemaDifferences,
  WHY_NO_SCHEMAS,
} from '../support/provider-schema';

const SOURCE = 'cloudfoundry/cloudfoundry';
const [file] = realSchemaFiles('cloudfoundry');
const isReal = readFileSync(join(projectRoot, '.toolchain/providers-from'), 'utf8') === 'registry';
const skipped = isReal ? 'the real provider is in use' : file === undefined ? WHY_NO_SCHEMAS : undefined;

if (skipped !== undefined || file === undefined) {
  test.skip(`the stand-in for ${SOURCE} promises what the real provider promises (skipped: ${skipped})`, () =>
    undefined);
} else {
  test(`the stand-in for ${SOURCE} promises what the real provider promises`, async () => {
    const { env, clis } = readTools();
    const [cli] = Object.values(clis);
    if (!cli) throw new Error('neither terraform nor tofu is there');
    const standIn = onlySchema((await readSchemas(cli, { ...process.env, ...env })) as ProviderSchemas, SOURCE);
    expect(Object.keys(standIn.resource_schemas ?? {})).not.toEqual([]);
    expect(schemaDifferences(standIn, readSchema(file))).toEqual([]);
  }, 60_000);
}
