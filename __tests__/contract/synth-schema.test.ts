import { basename } from 'node:path';
import { examples } from '../support/examples';
import { readSchema, realSchemaFiles, schemaProblems, WHY_NO_SCHEMAS } from '../support/provider-schema';
import type { TerraformJson } from '../support/synth';

for (const provider of ['btp', 'cloudfoundry']) {
  const files = realSchemaFiles(provider);
  if (files.length === 0) {
    describe.skip(`what is synthesized fits the provider ${provider} (skipped: ${WHY_NO_SCHEMAS})`, () => {
      test('every example', () => undefined);
    });
  }
  for (const file of files)
    describe(`fits ${basename(file, '.json')}:`, () => {
      const schema = readSchema(file);
      test.each(examples().map((example) => [example.name, example] as const))('%s', (_name, example) => {
        const stacks = synthesized(example);
        expect(stacks.size).toBeGreaterThan(0);
        const problems = [...stacks].flatMap(([stack, json]) =>
          schemaProblems(json, provider, schema).map((problem) => `${stack}: ${problem}`),
        );
        expect(problems).toEqual([]);
      });
    });
}

const done = new Map<string, ReadonlyMap<string, TerraformJson>>();

/** Once for all providers. */
function synthesized({ name, synthesize }: ReturnType<typeof examples>[number]): ReadonlyMap<string, TerraformJson> {
  const stacks = done.get(name) ?? synthesize();
  done.set(name, stacks);
  return stacks;
}
