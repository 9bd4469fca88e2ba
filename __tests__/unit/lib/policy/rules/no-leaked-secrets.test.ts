import { NO_LEAKED_SECRETS } from '../../../../../lib/policy/rules/no-leaked-secrets';
import { findings, KEY, SECRET } from '../../../../support/policy';

const check = (configuration: Record<string, unknown>) => findings(NO_LEAKED_SECRETS, { ...KEY, ...configuration });
const output = (value: string, more = {}) => check({ output: { x: { value, ...more } } });

describe('lets pass', () => {
  test.each([
    ['a client secret in a sensitive output', '${local.key.oauth.clientsecret}', { sensitive: true }],
    [
      'a client id that is declared not to be secret',
      '${nonsensitive(try(local.key.oauth.clientid, local.key.clientid, null))}',
      {},
    ],
    ['a URL in a text in an expression', '${try("${nonsensitive(try(local.key.url, null))}/http/x", null)}', {}],
    ['a public field named in brackets', '${nonsensitive(local.key["oauth"]["tokenurl"])}', {}],
    ['whether there is a key', '${nonsensitive(local.key == null)}', {}],
    ['a digest of the secret', '${nonsensitive(sha256(local.key.oauth.clientsecret))}', {}],
    ['what is written like an expression, but is text', '$${local.key}', {}],
    ['other attributes of the key', '${cloudfoundry_service_credential_binding.key.id}', {}],
    ['other locals, variables and resources', '${local.other}-${var.other}-${time_sleep.x.id}-${each.value[1]}', {}],
    ['a part of a list that is not secret', '${[for e in var.list : e if e.state == "OK"][0]}', {}],
  ])('%s', (_, value, more) => {
    expect(output(value, more)).toEqual([]);
  });

  test('a key name from a variable, and the keys of its labels', () => {
    const labels = { '${var.team}': '${var.value}' };
    const resource = { cloudfoundry_service_credential_binding: { key: { name: '${var.name}', labels } } };
    expect(check({ resource, variable: { name: { type: 'string' } } })).toEqual([]);
  });

  test('a secret where a resource takes one', () => {
    const resource = {
      btp_subaccount_destination: { d: { additional_configuration: '${local.key.oauth.clientsecret}' } },
    };
    expect(check({ resource })).toEqual([]);
  });
});

describe('finds', () => {
  test('a client secret in an output that is not sensitive, with everything that is needed to mend it', () => {
    expect(output('${local.key.oauth.clientsecret}')).toEqual([
      `error ISC001 NoLeakedSecrets: output.x: \`value\` shows the secret ${SECRET}; ` +
        'allowed: secrets in outputs that are sensitive; fix: set sensitive: true',
    ]);
  });

  test.each([
    ['the whole service key', '${jsonencode(local.key)}'],
    ['the attribute itself', '${cloudfoundry_service_credential_binding.key.credential_binding}'],
    ['one of several keys', '${cloudfoundry_service_credential_binding.key["a"].credential_binding}'],
    ['all of several keys', '${cloudfoundry_service_credential_binding.key[*].credential_binding}'],
    ['the first of several keys', '${cloudfoundry_service_credential_binding.key.0.credential_binding}'],
    ['an attribute named in brackets', '${cloudfoundry_service_credential_binding.key["credential_binding"]}'],
    ['the whole resource', '${jsonencode(cloudfoundry_service_credential_binding.key)}'],
    ['a key that was looked up', '${data.cloudfoundry_service_credential_binding_details.k.credential_binding}'],
    ['a piece of it in a longer text', 'secret: ${try("a\\"b${substr(local.key.oauth.clientsecret, 0, 4)}", "")}'],
    ['the result of a choice', '${local.key == null ? null : jsonencode(local.key)}'],
    ['the result of a loop', '${[for k in [local.key] : k.oauth.clientsecret]}'],
    ['an object', '${{ "id" = 1, secret = local.key.oauth.clientsecret }}'],
    ['a directive of a template', '%{ if true }${local.key.oauth.clientsecret}%{ endif }'],
    ['a key of a map', '${local.names[local.key.oauth.clientsecret]}'],
    ['a part of a result', '${values(local.key.oauth)[0]}'],
  ])('%s', (_, value) => {
    expect(output(value)).toEqual([expect.stringContaining('output.x: `value` shows the secret ')]);
  });

  test('a secret that comes by several locals', () => {
    const locals = { ...KEY.locals, a: '${local.b.x}', b: { x: ['${local.key.oauth.clientsecret}', '${local.a}'] } };
    expect(check({ locals, output: { x: { value: '${local.a}' } } })).toEqual([expect.stringContaining(SECRET)]);
  });

  test('a sensitive variable', () => {
    const variable = { password: { sensitive: true } };
    expect(check({ variable, output: { x: { value: '${var.password}' } } })).toEqual([
      expect.stringContaining('shows the secret var.password'),
    ]);
  });

  test('a secret that comes from the state of another stack', () => {
    const value = (name: string) => `\${data.terraform_remote_state.other.outputs.${name}}`;
    const name = 'cross-stack-output-cloudfoundry_service_credential_bindingKcredential_binding';
    expect(output(value(name))).toEqual([
      expect.stringContaining('shows the secret data.terraform_remote_state.other'),
    ]);
    expect(output(value('cross-stack-output-cloudfoundry_spaceSpaceid'))).toEqual([]);
  });

  test('nonsensitive() on a secret, wherever it stands and even in a sensitive output', () => {
    const value = '${nonsensitive(local.key.oauth.clientsecret)}';
    expect(check({ locals: { ...KEY.locals, open: value } })).toEqual([
      `error ISC001 NoLeakedSecrets: local.open: \`value\` takes the mark from the secret ${SECRET} with nonsensitive(); ` +
        'allowed: nonsensitive() on the fields of a service key that are not secret, such as clientid, tokenurl and url; ' +
        'fix: take nonsensitive() away',
    ]);
    expect(output(value, { sensitive: true })).toHaveLength(1);
  });

  test.each([
    ['a name', 'cloudfoundry_space', { name: 'a-${local.key.oauth.clientsecret}' }, '`name`'],
    ['a description', 'btp_subaccount', { description: '${local.key.oauth.clientsecret}' }, '`description`'],
    ['a display name', 'x', { display_name: '${local.key.oauth.clientsecret}' }, '`display_name`'],
    ['a label', 'cloudfoundry_space', { labels: { team: '${local.key.oauth.clientsecret}' } }, '`labels.team`'],
    ['the key of an annotation', 'x', { annotations: { '${local.key.oauth.clientsecret}': 'a' } }, '`annotations`'],
    [
      'the message of a condition on itself',
      'cloudfoundry_service_credential_binding',
      { lifecycle: { postcondition: [{ error_message: '${self.credential_binding}' }] } },
      '`lifecycle.postcondition.0.error_message` shows the secret self.credential_binding',
    ],
    ['a command', 'x', { provisioner: [{ 'local-exec': { command: 'curl ${local.key.clientsecret}' } }] }, 'command`'],
  ])('a secret in %s', (_, type, body, place) => {
    expect(check({ resource: { [type]: { r: body } } })).toEqual([expect.stringContaining(place)]);
  });

  test('secrets that are written out, without repeating them', () => {
    const secret = '66666666-7777-8888-9999-000000000000$FakeFakeFakeFakeFakeFakeFake-_Fake=';
    const found = check({
      output: { x: { value: secret, sensitive: true } },
      locals: { pem: '${trimspace("-----BEGIN RSA PRIVATE KEY-----\\nFAKE")}' },
    });
    expect(found).toEqual([
      expect.stringContaining('output.x: `value` holds a client secret that is written out'),
      expect.stringContaining('local.pem: `value` holds a private key that is written out'),
    ]);
    expect(found.join()).not.toContain('Fake');
  });
});
