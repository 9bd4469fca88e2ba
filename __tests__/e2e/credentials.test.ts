import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TerraformOutput, TerraformStack } from 'cdktf';
import fc from 'fast-check';
import { Credentials } from '../../lib/runtime/credentials';
import { availableCli, execute, succeeded } from '../support/programs';
import { mutated } from '../support/random/inputs';
import { synthesizeApp } from '../support/synth';

const MINUTE = 60_000;

/** A service key as Cloud Foundry's details show it; the secret looks fake. */
const KEY = {
  credentials: {
    oauth: {
      clientid: 'sb-1',
      clientsecret: 'fake-secret',
      tokenurl: 'https://t.example.com/oauth/token',
      url: 'https://x.example.com',
      createdate: '2026-11-24T00:00:00Z',
      certificate: 'PEM',
      key: 'fake-private-key',
      certificatedetails: {
        validuntil: '2027-11-24T00:00:00Z',
        subjectdn: 'CN=x',
        issuerdn: 'CN=y',
        serialnumber: '0x1',
      },
    },
  },
};

const FIELDS = [
  'clientId',
  'clientSecret',
  'tokenUrl',
  'url',
  'createdAt',
  'certificate',
  'privateKey',
  'expiresAt',
  'certificateSubject',
  'certificateIssuer',
  'certificateSerialNumber',
  'serviceKeyJson',
] as const;

/** What terraform makes of each document: the expressions of all fields, evaluated. */
async function evaluated(documents: readonly string[]): Promise<Record<string, unknown>[]> {
  const dir = mkdtempSync(join(tmpdir(), 'btp-isc-credentials-'));
  try {
    writeFileSync(join(dir, 'documents.json'), JSON.stringify(documents));
    const {
      terraform: _,
      provider: __,
      ...json
    } = synthesizeApp((app) => {
      const stack = new TerraformStack(app, 'stack');
      for (const [index] of documents.entries()) {
        // As the provider hands it over: sensitive.
        const text = `sensitive(jsondecode(file("documents.json"))[${index}])`;
        const credentials = new Credentials(stack, `c${index}`, text);
        const values = Object.fromEntries(FIELDS.map((field) => [field, credentials[field]]));
        new TerraformOutput(stack, `o${index}`, {
          value: { ...values, endpointUrl: credentials.endpointUrl('/http/a') },
          sensitive: true,
        });
      }
    });
    writeFileSync(join(dir, 'main.tf.json'), JSON.stringify(json));
    const { cli, env } = availableCli();
    const run = async (...args: string[]) => succeeded(await execute(cli.path, args, dir, { ...process.env, ...env }));
    await run('init', '-input=false', '-no-color');
    await run('apply', '-auto-approve', '-input=false', '-no-color');
    const outputs = JSON.parse(await run('output', '-json')) as Record<string, { value: Record<string, unknown> }>;
    return documents.map((_document, index) => outputs[`o${index}`]?.value ?? {});
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

describe('the values of a service key, as terraform evaluates them', () => {
  test(
    'are found in the details, in the key alone and at its root',
    async () => {
      const { credentials } = KEY;
      const shapes = [KEY, credentials, credentials.oauth].map((shape) => JSON.stringify(shape));
      for (const values of await evaluated(shapes)) {
        expect(values).toMatchObject({
          clientId: 'sb-1',
          clientSecret: 'fake-secret',
          expiresAt: '2027-11-24T00:00:00Z',
          endpointUrl: 'https://x.example.com/http/a',
        });
      }
    },
    MINUTE,
  );

  test(
    'are null and never an error where a document has another shape (the seed is printed on failure)',
    async () => {
      const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
      const document = fc.oneof(
        fc.string(),
        fc.json({ maxDepth: 3 }),
        mutated(KEY).map((made) => JSON.stringify(made) ?? ''),
      );
      const documents = fc.sample(document, { seed, numRuns: Number(process.env.RUNS ?? 60) });
      try {
        for (const values of await evaluated(['null', '', '[]', '"x"', ...documents])) {
          expect(Object.keys(values).sort()).toEqual([...FIELDS, 'endpointUrl'].sort());
        }
      } catch (error) {
        throw new Error(`SEED=${seed}: ${(error as Error).message}`);
      }
    },
    2 * MINUTE,
  );
});
