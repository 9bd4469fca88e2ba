import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ValidationError } from '../../../../lib/core/problems';
import { BACKEND_RULES, checkState, stateSettings } from '../../../../lib/landscape/state-schema';
import { BACKENDS, type StateSettings } from '../../../../lib/landscape/state-settings';
import { createBackend } from '../../../../lib/stacks/backend';
import { privateStacksFolder } from '../../../../lib/terraform/private-folder';
import { synthesize } from '../../../support/synth';

const dir = mkdtempSync(join(tmpdir(), 'btp-isc-state-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const S3 = { backend: 's3', bucket: 'acme-states', region: 'eu-central-1', useLockfile: true } as const;
const HTTP = { backend: 'http', address: 'https://state.example.com/{stack}' } as const;

/** What Terraform gets for a stack named `stack`. */
const synthesized = (state?: StateSettings) => {
  const { terraform } = synthesize((stack) => createBackend(stack, state, join(dir, 'default')));
  return (terraform.backend ?? { cloud: terraform.cloud }) as Record<string, Record<string, unknown>>;
};

describe('the backend of a stack', () => {
  test.each<[StateSettings, object]>([
    [S3, { s3: { bucket: 'acme-states', region: 'eu-central-1', use_lockfile: true, key: 'btp-isc/stack.tfstate' } }],
    [{ ...S3, key: 'x/{stack}/y' }, { s3: expect.objectContaining({ key: 'x/stack/y' }) }],
    [
      { backend: 'azurerm', storageAccountName: 'acme', containerName: 'states', useOidc: true },
      {
        azurerm: {
          storage_account_name: 'acme',
          container_name: 'states',
          use_oidc: true,
          key: 'btp-isc/stack.tfstate',
        },
      },
    ],
    [{ backend: 'gcs', bucket: 'acme' }, { gcs: { bucket: 'acme', prefix: 'btp-isc/stack' } }],
    [
      HTTP,
      {
        http: {
          address: 'https://state.example.com/stack',
          lock_address: 'https://state.example.com/stack',
          unlock_address: 'https://state.example.com/stack',
        },
      },
    ],
    [
      { ...HTTP, lockAddress: `${HTTP.address}/lock`, lockMethod: 'POST', unlockMethod: 'DELETE' },
      {
        http: {
          address: 'https://state.example.com/stack',
          lock_address: 'https://state.example.com/stack/lock',
          unlock_address: 'https://state.example.com/stack/lock',
          lock_method: 'POST',
          unlock_method: 'DELETE',
        },
      },
    ],
    [{ backend: 'pg' }, { pg: { schema_name: 'btp_isc_stack' } }],
    [
      { backend: 'remote', organization: 'acme', hostname: 'tfe.example.com' },
      { remote: { organization: 'acme', hostname: 'tfe.example.com', workspaces: { name: 'btp-isc-stack' } } },
    ],
    [
      { backend: 'cloud', organization: 'acme', workspace: 'x-{stack}' },
      { cloud: { organization: 'acme', workspaces: { name: 'x-stack' } } },
    ],
  ])('%j', (state, expected) => {
    expect(checkState('state', state)).toEqual([]);
    expect(synthesized(state)).toEqual(expected);
  });

  test('is a local file in a folder that only its owner can enter, when nothing is said', () => {
    expect(synthesized()).toEqual({ local: { path: join(dir, 'default/terraform.stack.tfstate') } });
    expect(statSync(join(dir, 'default')).mode & 0o777).toBe(0o700);
    const other = join(dir, 'other');
    expect(synthesized({ backend: 'local', folder: other })).toEqual({
      local: { path: join(other, 'terraform.stack.tfstate') },
    });
  });
});

describe('a folder of local states that is there already', () => {
  const folderWith = (mode: number, ...names: string[]) => {
    const folder = mkdtempSync(join(dir, 'existing-'));
    for (const name of names) writeFileSync(join(folder, name), '');
    chmodSync(folder, mode);
    return folder;
  };
  const use = (folder: string) => {
    synthesized({ backend: 'local', folder });
    return statSync(folder).mode & 0o7777;
  };

  test('is closed to others when nothing but states is in it', () => {
    const states = [
      'terraform.hr.tfstate',
      'terraform.hr.tfstate.backup',
      '.terraform.hr.tfstate.lock.info',
      '.gitkeep',
    ];
    expect(use(folderWith(0o755, ...states))).toBe(0o700);
    expect(use(folderWith(0o755))).toBe(0o700);
  });

  test('stays as it is and is refused when others can enter it and something else is in it', () => {
    const folder = folderWith(0o2775, 'minutes.odt');
    expect(() => use(folder)).toThrow(ValidationError);
    expect(() => use(folder)).toThrow(
      /existing-\w+ will hold secrets, but others can enter it \(permissions 0775\).* it holds minutes\.odt; allowed: .*; fix: name a new folder/,
    );
    expect(statSync(folder).mode & 0o7777).toBe(0o2775);
  });

  test('may hold anything when others cannot enter it', () => {
    expect(use(folderWith(0o700, 'minutes.odt'))).toBe(0o700);
  });
});

test('what cdktf leaves of the stacks is closed to others, and the folder above it stays as it is', () => {
  const out = mkdtempSync(join(dir, 'out-'));
  chmodSync(out, 0o755);
  writeFileSync(join(out, 'bundle.js'), '');
  expect(privateStacksFolder(out)).toBe(join(out, 'stacks'));
  expect(statSync(out).mode & 0o777).toBe(0o755);
  expect(statSync(join(out, 'stacks')).mode & 0o777).toBe(0o700);
});

const problemOf = (state: StateSettings) => {
  const problems = checkState('state', state);
  expect(problems).toHaveLength(1);
  const [{ property, wrong, allowed, fix }] = problems as [NonNullable<(typeof problems)[0]>];
  return `${property} ${wrong}; ${allowed}; ${fix}`;
};

describe('a state that would not work', () => {
  test.each<[string, StateSettings, RegExp]>([
    ['without what it needs', { backend: 'gcs' }, /^state has no bucket; bucket, which backend gcs needs; add bucket/],
    [
      'a mistyped setting',
      { ...S3, encript: true },
      /^state\.encript is no setting of backend s3; .*; did you mean 'encrypt'\?$/,
    ],
    [
      "another backend's setting",
      { backend: 'pg', bucket: 'x' },
      /^state\.bucket is no setting of backend pg; .*; remove it$/,
    ],
    ['a wrong type', { ...S3, encrypt: 'yes' }, /^state\.encrypt is "yes"; a boolean/],
    ['an empty text', { ...S3, bucket: '' }, /^state\.bucket is ""; a string/],
    [
      'the same state for every stack',
      { ...S3, key: 'isc.tfstate' },
      /^state\.key is 'isc.tfstate', the same for every stack; .*; put {stack} where/,
    ],
    ['no lock', { backend: 's3', bucket: 'b', region: 'r' }, /^state does not lock; .*; add useLockfile: true/],
  ])('fails on %s', (_, state, message) => {
    expect(problemOf(state)).toMatch(message);
  });

  test('is no backend at all', () => {
    expect(stateSettings.safeParse({ backend: 'ftp' }).success).toBe(false);
  });

  test('a table for locks is as good as a lock file, and no state is fine', () => {
    expect(checkState('state', { backend: 's3', bucket: 'b', region: 'r', dynamodbTable: 't' })).toEqual([]);
    expect(checkState('state', undefined)).toEqual([]);
  });
});

describe('a credential in a landscape', () => {
  const cases = BACKENDS.flatMap((backend) =>
    Object.entries(BACKEND_RULES[backend].secrets).map((secret) => [backend, ...secret] as const),
  );

  test.each(cases)('fails on %s %s without repeating it, and names %s', (backend, name, variable) => {
    const found = checkState('state', { backend, [name]: 'fake-secret' }).filter(
      ({ property }) => property === `state.${name}`,
    );
    expect(found).toEqual([
      {
        property: `state.${name}`,
        wrong: 'would be a credential in a file',
        allowed: 'credentials from the environment only',
        fix: `remove it and set ${variable} in the environment`,
      },
    ]);
  });

  test('fails on a password in an address without repeating it', () => {
    const text = problemOf({ backend: 'http', address: 'https://user:fake-password@state.example.com/{stack}' });
    expect(text).toContain('holds a credential');
    const both = JSON.stringify(checkState('state', { backend: 'http', address: 'https://user:fake-password@x/y' }));
    expect(both).not.toContain('fake-password');
  });
});
