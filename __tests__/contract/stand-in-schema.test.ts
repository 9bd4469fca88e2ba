import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';
import { requiredProviders } from '../../toolchain/providers';
import { parseJsonOutput, type TerraformCli, terraform } from '../../toolchain/terraform';
import { readTools } from '../../toolchain/tools';
import {
  onlySchema,
  type ProviderSchemas,
  readSchema,
  realSchemaFiles,
  WHY_NO_SCHEMAS,
} from '../support/provider-schema';
import { schemaDifferences } from '../support/schema-comparison';

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
    const standIn = onlySchema(await installedSchemas(cli, { ...process.env, ...env }), SOURCE);
    expect(Object.keys(standIn.resource_schemas ?? {})).not.toEqual([]);
    expect(schemaDifferences(standIn, readSchema(file))).toEqual([]);
  }, 60_000);
}

/** The schemas of the providers that every deployment uses. */
async function installedSchemas(cli: TerraformCli, env: NodeJS.ProcessEnv): Promise<ProviderSchemas> {
  const dir = mkdtempSync(join(tmpdir(), 'btp-isc-stand-in-'));
  try {
    writeFileSync(join(dir, 'main.tf.json'), JSON.stringify(requiredProviders()));
    await terraform(cli, ['init', '-backend=false', '-input=false', '-no-color'], dir, env, 'Installing the providers');
    const json = await terraform(cli, ['providers', 'schema', '-json'], dir, env, 'Reading the schemas');
    return parseJsonOutput(json) as ProviderSchemas;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
