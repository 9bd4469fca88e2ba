import type { TerraformStack } from 'cdktf';
import { TerraformVariable } from 'cdktf';
import { KeyType } from '../../../../lib/runtime/key-type';
import { ProcessIntegrationRuntime } from '../../../../lib/runtime/process-integration-runtime';
import { ServiceKey, type ServiceKeyOptions } from '../../../../lib/runtime/service-key';
import { A_UUID, clientCertificate, existingRuntime, ground, onlyResource, synthesize } from '../../../support/synth';

const valid = clientCertificate();
const PEM = valid.certificate;

type Plan = 'integration-flow' | 'api';

const key =
  (options: ServiceKeyOptions = {}, plan?: Plan) =>
  (stack: TerraformStack) =>
    existingRuntime(stack, plan).addServiceKey('Key', { name: 'isc', ...options });

const bindingOf = (options?: ServiceKeyOptions, plan?: Plan) =>
  onlyResource(
    synthesize((stack) => void key(options, plan)(stack)),
    'cloudfoundry_service_credential_binding',
  );

describe('a key with a client secret', () => {
  test('is what one gets unless one asks for another', () => {
    expect(bindingOf()).toMatchObject({
      type: 'key',
      name: 'isc',
      service_instance: A_UUID,
      parameters: '${jsonencode({"key-type" = "client_id_secret"})}',
    });
  });

  test('is not created before it is destroyed, which would hold for the instance too', () => {
    expect(bindingOf()).not.toHaveProperty('lifecycle');
  });
});

describe('a key with a certificate', () => {
  test('sends validity and key length explicitly', () => {
    expect(bindingOf({ keyType: KeyType.certificate() }).parameters).toBe(
      '${jsonencode({"key-type" = "certificate", "validity" = 365, "key-length" = 2048})}',
    );
    const keyType = KeyType.certificate({ validity: 1, keyLength: 4096 });
    expect(bindingOf({ keyType }).parameters).toContain('"validity" = 1, "key-length" = 4096');
  });

  test('is another key under another name as soon as a parameter changes, made before the old one goes', () => {
    const year = bindingOf({ keyType: KeyType.certificate({ validity: 365 }) });
    const month = bindingOf({ keyType: KeyType.certificate({ validity: 30 }) });
    for (const { name, lifecycle } of [year, month]) {
      expect(name).toMatch(/^isc-[0-9a-f]{8}$/);
      expect(lifecycle).toEqual({ create_before_destroy: true });
    }
    expect(year.name).not.toBe(month.name);
    expect(bindingOf({ keyType: KeyType.certificate() }).name).toBe(year.name);
  });

  test('may depend on values that Terraform knows later; then Terraform makes the name', () => {
    const json = synthesize((stack) => {
      const validity = new TerraformVariable(stack, 'validity', { type: 'number' }).numberValue;
      key({ keyType: KeyType.certificate({ validity }) })(stack);
    });
    expect(onlyResource(json, 'cloudfoundry_service_credential_binding').name).toMatch(
      /^isc-\$\{substr\(sha256\(jsonencode\(\{.*var\.validity.*\}\)\), 0, 8\)\}$/,
    );
  });
});

test('a certificate is not refused for grant types that Terraform knows later', () => {
  const json = synthesize((stack) => {
    const grantTypes = new TerraformVariable(stack, 'grants', { type: 'list(string)' }).listValue;
    const runtime = new ProcessIntegrationRuntime(stack, 'Runtime', { ...ground(stack), grantTypes });
    runtime.addServiceKey('isc', { keyType: KeyType.certificate() });
  });
  expect(onlyResource(json, 'cloudfoundry_service_credential_binding').name).toMatch(/^isc-[0-9a-f]{8}$/);
});

describe('a key with an external certificate', () => {
  const external = (certificatePem: string, pinning?: boolean) =>
    KeyType.externalCertificate({ certificatePem, pinning });

  test('sends the certificate on one line, pinned unless told otherwise', () => {
    const base64 = PEM.replace(/-----[A-Z ]+-----|\s/g, '');
    expect(bindingOf({ keyType: external(PEM) }).parameters).toBe(
      `\${jsonencode({"key-type" = "certificate_external", "X.509" = "-----BEGIN CERTIFICATE-----${base64}-----END CERTIFICATE-----", "certificate-pinning" = true})}`,
    );
    expect(bindingOf({ keyType: external(PEM, false) }).parameters).toContain('"certificate-pinning" = false');
  });

  test('does not send pinning to plan api, whose broker does not know it', () => {
    expect(bindingOf({ keyType: external(PEM) }, 'api').parameters).not.toContain('pinning');
  });

  test('is the same key however the file is written', () => {
    const { name } = bindingOf({ keyType: external(PEM) });
    const asWindowsFile = `Bag Attributes\r\n${PEM.replaceAll('\n', '\r\n')}\r\n`;
    expect(bindingOf({ keyType: external(asWindowsFile) }).name).toBe(name);
    expect(bindingOf({ keyType: external(PEM.replaceAll('\n', '')) }).name).toBe(name);
    expect(bindingOf({ keyType: external(PEM, false) }).name).not.toBe(name);
  });

  test('may come from Terraform', () => {
    const json = synthesize((stack) => {
      key({ keyType: external(new TerraformVariable(stack, 'pem', { type: 'string' }).stringValue) })(stack);
    });
    const { name, parameters } = onlyResource(json, 'cloudfoundry_service_credential_binding');
    expect(parameters).toContain('"X.509" = var.pem');
    expect(name).toContain('sha256(');
  });

  test.each<[string, string, RegExp]>([
    ['no certificate', 'not a certificate', /is not a readable certificate; .*fix: pass the text from -----BEGIN/],
    [
      'a damaged certificate',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      /is not a readable certificate/,
    ],
    ['a chain', PEM + PEM, /is a chain of 2 certificates; .*fix: keep the certificate of the client only/],
    ['a private key beside it', PEM + valid.privateKey, /holds a private key; .*fix: pass the certificate alone/],
    [
      'an expired certificate',
      clientCertificate({ notBefore: new Date('2020-01-01'), days: 10 }).certificate,
      /expired on 2020-01-11T00:00:00.000Z; .*fix: pass the renewed certificate$/,
    ],
  ])('fails for %s, without repeating it', (_, pem, message) => {
    const refusal = () => synthesize((stack) => void key({ keyType: external(pem) })(stack));
    expect(refusal).toThrow(message);
    expect(refusal).toThrow(/^stack\/Runtime\/Key: `keyType.certificatePem` /);
    const secretLines = pem.split('\n').filter((line) => line.length === 64);
    for (const line of secretLines) expect(refusal).not.toThrow(line);
  });
});

describe('the name', () => {
  const nameBelow = (build: (stack: TerraformStack) => ServiceKey) => {
    let name = '';
    synthesize((stack) => {
      name = build(stack).name;
    });
    return name;
  };

  test('is the id of the construct below its runtime, unless given', () => {
    expect(nameBelow((stack) => existingRuntime(stack).addServiceKey('isc-2026-11'))).toBe('isc-2026-11');
  });

  test('leaves room for the suffix of a certificate', () => {
    const keyType = KeyType.certificate();
    const name = nameBelow((stack) => existingRuntime(stack).addServiceKey('k'.repeat(40), { keyType }));
    expect(name).toMatch(/^k{14}-[0-9a-f]{8}-[0-9a-f]{8}$/);
    expect(name).toHaveLength(32);
  });

  test('differs for keys of the same id that stand elsewhere in the app', () => {
    const elsewhere = nameBelow((stack) => new ServiceKey(stack, 'isc', { runtime: existingRuntime(stack) }));
    expect(elsewhere).toMatch(/isc-[0-9a-f]{8}$/);
  });
});

test('labels and annotations are on the key', () => {
  const binding = bindingOf({ labels: { owner: 'hr' }, annotations: { note: 'for ISC' } });
  expect(binding).toMatchObject({ labels: { owner: 'hr' }, annotations: { note: 'for ISC' } });
});

describe('an existing key', () => {
  test.each([KeyType.clientSecret(), KeyType.certificate()])(
    'is imported under its exact name, unchanged: $name',
    (keyType) => {
      const json = synthesize((stack) => void key({ keyType, importId: A_UUID })(stack));
      const binding = onlyResource(json, 'cloudfoundry_service_credential_binding');
      expect(binding.name).toBe('isc');
      expect(binding).not.toHaveProperty('parameters');
      expect(binding).not.toHaveProperty('lifecycle');
      expect(json.import).toEqual([
        { to: expect.stringMatching(/^cloudfoundry_service_credential_binding\.Runtime_Key_/), id: A_UUID },
      ]);
    },
  );

  test('is read by its name', () => {
    const json = synthesize((stack) => {
      const found = ServiceKey.fromServiceKeyName(stack, 'Key', { runtime: existingRuntime(stack), name: 'by hand' });
      expect(found).toMatchObject({ name: 'by hand', runtime: { planName: 'integration-flow' } });
    });
    expect(json.resource).toBeUndefined();
    expect(Object.values(json.data?.cloudfoundry_service_credential_binding_details ?? {})).toEqual([
      expect.objectContaining({ type: 'key', name: 'by hand', service_instance: A_UUID }),
    ]);
    expect(Object.values(json.locals ?? {})).toEqual([
      expect.stringMatching(/^\$\{try\(jsondecode\(data\.cloudfoundry_service_credential_binding_details\./),
    ]);
  });
});

describe('fails for', () => {
  const withoutClientCredentials = (stack: TerraformStack) =>
    new ProcessIntegrationRuntime(stack, 'Runtime', {
      ...ground(stack),
      grantTypes: ['password'],
    }).addServiceKey('Key', { keyType: KeyType.certificate() });

  test.each<[string, (stack: TerraformStack) => unknown, RegExp]>([
    [
      'a name of 33 characters',
      key({ name: 'k'.repeat(33) }),
      /^stack\/Runtime\/Key: `name` is 'k+'; allowed: 1 to 32/,
    ],
    [
      'a name that leaves no room for the suffix',
      key({ name: 'k'.repeat(24), keyType: KeyType.certificate() }),
      /`name` is 'k{24}'; allowed: 1 to 23 characters: .*fix: write name: k{23}$/,
    ],
    ['a name with a comma', key({ name: 'a,b' }), /fix: write name: a-b$/],
    [
      'a validity beyond a year',
      key({ keyType: KeyType.certificate({ validity: 366 }) }),
      /`keyType.validity` is 366; allowed: a whole number of days from 1 to 365; fix: write .*365$/,
    ],
    [
      'a key length that the broker does not know',
      key({ keyType: KeyType.certificate({ keyLength: 2000 }) }),
      /`keyType.keyLength` is 2000; allowed: one of 1024, 2048, 3072, 4096 \(bits\); fix: write keyLength: 2048$/,
    ],
    [
      'a key length beyond the longest',
      key({ keyType: KeyType.certificate({ keyLength: 8192 }) }),
      /fix: write keyLength: 4096$/,
    ],
    [
      'pinning on plan api',
      key({ keyType: KeyType.externalCertificate({ certificatePem: PEM, pinning: false }) }, 'api'),
      /`keyType.pinning` is false; allowed: pinning on plan integration-flow only.*; fix: leave pinning out$/,
    ],
    [
      'a certificate on a runtime without client_credentials',
      withoutClientCredentials,
      /`keyType` is certificate, but the runtime has the grant types password; .*fix: add 'client_credentials'/,
    ],
    ['an import id that is no UUID', key({ importId: 'x' }), /`importId` is 'x'; .*fix: run 'cf service-key/],
    [
      'an import without the exact name, which would replace the key',
      key({ importId: A_UUID, name: undefined }),
      /`name` is missing; allowed: the exact name of the key to import; fix: write the name that 'cf service-keys/,
    ],
    ['a bad label', key({ labels: { owner: 'a b' } }), /`labels.owner` is 'a b'/],
    [
      'an existing key whose name has a comma',
      (stack) => ServiceKey.fromServiceKeyName(stack, 'Key', { runtime: existingRuntime(stack), name: 'a,b' }),
      /^stack\/Key: `name` is 'a,b'/,
    ],
  ])('%s', (_, build, message) => {
    synthesize((stack) => expect(() => build(stack)).toThrow(message));
  });
});
