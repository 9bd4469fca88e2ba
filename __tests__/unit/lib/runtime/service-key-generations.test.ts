import type { TerraformStack } from 'cdktf';
import { IscConnector } from '../../../../lib/isc/isc-connector';
import { KeyType } from '../../../../lib/runtime/key-type';
import type { ServiceKeyGenerationsOptions } from '../../../../lib/runtime/service-key-generations';
import { annotationsOf, clientCertificate, existingRuntime, synthesize } from '../../../support/synth';

const generations =
  (options: Partial<ServiceKeyGenerationsOptions> = {}) =>
  (stack: TerraformStack) =>
    existingRuntime(stack).addServiceKeyGenerations('Keys', {
      name: 'isc',
      generations: ['2026-05', '2026-11'],
      current: '2026-05',
      ...options,
    });

const bindingsOf = (options?: Partial<ServiceKeyGenerationsOptions>) =>
  synthesize((stack) => void generations(options)(stack)).resource?.cloudfoundry_service_credential_binding ?? {};

test('each generation is a key of its own name, with the labels of all', () => {
  expect(Object.values(bindingsOf({ labels: { owner: 'hr' } }))).toEqual([
    expect.objectContaining({ name: 'isc-2026-05', labels: { owner: 'hr' } }),
    expect.objectContaining({ name: 'isc-2026-11', labels: { owner: 'hr' } }),
  ]);
});

test('adding, retiring, reordering and switching touch no other generation', () => {
  const { '2026-05': old, '2026-11': successor } = Object.fromEntries(
    Object.entries(bindingsOf()).map(([address, binding]) => [String(binding.name).slice(4), { [address]: binding }]),
  );
  expect(bindingsOf({ generations: ['2026-05'] })).toEqual(old);
  expect(bindingsOf({ generations: ['2026-11', '2026-05'], current: '2026-11' })).toEqual({ ...old, ...successor });
  expect(bindingsOf({ generations: ['2026-11'], current: '2026-11' })).toEqual(successor);
});

test('a connector hands over the current generation, and the other after the switch', () => {
  const clientIdWith = (current: string) =>
    synthesize((stack) => {
      const serviceKey = generations({ current })(stack);
      expect(serviceKey.name).toBe(`isc-${current}`);
      new IscConnector(stack, 'Connector', { connectorName: 'Hired', endpointPath: '/http/sf/hired', serviceKey });
    }).output?.hired_client_id?.value;
  expect(clientIdWith('2026-05')).toContain('Runtime_Keys_2026-05_');
  expect(clientIdWith('2026-11')).toContain('Runtime_Keys_2026-11_');
});

test('issued certificates have generations as well', () => {
  const names = Object.values(bindingsOf({ keyType: KeyType.certificate() })).map(({ name }) => name);
  expect(names).toEqual([
    expect.stringMatching(/^isc-2026-05-[0-9a-f]{8}$/),
    expect.stringMatching(/^isc-2026-11-[0-9a-f]{8}$/),
  ]);
});

test('a generation is found by its id; fails for another, with the one that was meant', () => {
  synthesize((stack) => {
    const keys = generations()(stack);
    expect(keys.generation('2026-11').name).toBe('isc-2026-11');
    expect(() => keys.generation('2026-12')).toThrow(
      /^stack\/Runtime\/Keys: there is no generation '2026-12'; there are: 2026-05, 2026-11; did you mean '2026-11'\?$/,
    );
    expect(() => keys.generation('blue')).toThrow(/there are: 2026-05, 2026-11$/);
  });
});

test('warns of more than two, naming those to retire', () => {
  synthesize((stack) => expect(annotationsOf(generations()(stack), 'warn')).toEqual([]));
  synthesize((stack) => {
    const three = generations({ generations: ['a', 'b', 'c'], current: 'b' })(stack);
    expect(annotationsOf(three, 'warn')).toEqual([
      "3 generations of key 'isc' are valid at once; retire those that nobody uses: a, c",
    ]);
  });
});

describe('fails for', () => {
  const { certificate } = clientCertificate();

  test.each<[string, Partial<ServiceKeyGenerationsOptions>, RegExp]>([
    [
      'no generation',
      { generations: [] },
      /^stack\/Runtime\/Keys: `generations` is empty; .*fix: write .*\[2026-05\]$/,
    ],
    ['a repeated generation', { generations: ['a', 'a'], current: 'a' }, /`generations\[1\]` repeats 'a'/],
    [
      'a current generation that is not there',
      { current: '2026-06' },
      /`current` is '2026-06'; allowed: one of '2026-05', '2026-11'; fix: did you mean '2026-05'\?$/,
    ],
    [
      'names of more than 32 characters',
      { name: 'k'.repeat(25), generations: ['2026-05'] },
      /`generations\[0\]` makes the key name 'k{25}-2026-05'; allowed: 1 to 32 .*fix: shorten the name or the generation/,
    ],
    [
      'a generation with a slash',
      { generations: ['2026/05'], current: '2026/05' },
      /`generations\[0\]` makes the key name 'isc-2026\/05'/,
    ],
    [
      'external certificates, which SAP takes once',
      { keyType: KeyType.externalCertificate({ certificatePem: certificate }) },
      /`keyType` is certificate_external; allowed: .*fix: declare one ServiceKey for each certificate$/,
    ],
  ])('%s', (_, options, message) => {
    synthesize((stack) => expect(() => generations(options)(stack)).toThrow(message));
  });
});
