import { styleFor } from '../../../../cli/io/io';
import { listedKeys } from '../../../../cli/keys/listed-key';
import { keysText } from '../../../../cli/keys/text';
import type { DeployedKey } from '../../../../cli/state/state';
import { parseLandscape } from '../../../../lib/landscape/load';

const { subaccounts } = parseLandscape(`globalAccount: acme
defaults: { key: { rotateAfter: 90 } }
subaccounts:
  - name: hr-dev
    id: 5d1b3a70-0000-4000-8000-0000000000d1
    runtimes:
      - name: r
        keys:
          - { name: isc, generations: [old, new, next], current: new }
          - { name: cert, type: certificate, rotateAfter: 300 }
    connectors: [{ name: Employee Hired, endpoint: /http/a, key: isc }]
`);
const [subaccount] = subaccounts;
if (!subaccount) throw new Error('no subaccount');

const NOW = new Date('2026-11-24T12:00:00Z');
const deployed: DeployedKey[] = [
  { runtime: 'r', name: 'isc-old', createdAt: '2026-08-01T00:00:00Z' },
  { runtime: 'r', name: 'isc-new', createdAt: '2026-09-01T00:00:00Z' },
  { runtime: 'other', name: 'isc-next', createdAt: '2020-01-01T00:00:00Z' },
  { runtime: 'r', name: 'cert-0a1b2c3d', createdAt: '2026-01-20T00:00:00Z', expiresAt: '2027-01-01T00:00:00Z' },
];
const list = (within?: number) => listedKeys(subaccount, deployed, { now: NOW, within });
const due = (within?: number) =>
  list(within)
    .filter((key) => key.due)
    .map(({ key, generation }) => generation ?? key);

test('every generation is there, with age, dates, and who uses it', () => {
  expect(list()).toMatchObject([
    { generation: 'old', current: false, deployed: true, ageDays: 115, rotateBy: '2026-10-30', connectors: [] },
    { generation: 'new', current: true, ageDays: 84, rotateBy: '2026-11-30', connectors: ['Employee Hired'] },
    { generation: 'next', current: false, deployed: false, createdAt: null, ageDays: null, rotateBy: null, due: false },
    { key: 'cert', generation: null, current: true, expiresAt: '2027-01-01T00:00:00.000Z', rotateBy: '2026-11-16' },
  ]);
});

test('due is what rotateAfter says, and a certificate that expires within 30 days; --within looks further', () => {
  expect(due()).toEqual(['old', 'cert']);
  expect(due(6)).toEqual(['old', 'new', 'cert']);
  const reasons = (within?: number) => list(within).map((key) => key.reasons);
  expect(reasons()).toEqual([
    ['rotateAfter: 90 days are over on 2026-10-30; retire it, once ISC is switched'],
    [],
    [],
    ['rotateAfter: 300 days are over on 2026-11-16; rotate it'],
  ]);
  expect(reasons(38)[3]).toContain('its certificate expires on 2027-01-01; make a new key and switch its clients');
  expect(reasons(37)[3]).toHaveLength(1);
});

test.each([
  ['30 days and a second', '2026-12-24T12:00:01Z', []],
  ['30 days', '2026-12-24T12:00:00Z', ['its certificate expires on 2026-12-24; make a new key and switch its clients']],
  [
    'the past',
    '2026-11-24T12:00:00Z',
    ['its certificate expired on 2026-11-24; make a new key and switch its clients'],
  ],
])('a certificate with an end in %s', (_, expiresAt, reasons) => {
  const made: DeployedKey = { runtime: 'r', name: 'cert-0a1b2c3d', expiresAt };
  expect(listedKeys(subaccount, [made], { now: NOW })[3]?.reasons).toEqual(reasons);
});

test('a client secret of a similar name is no certificate key', () => {
  const similar: DeployedKey[] = [
    { runtime: 'r', name: 'cert-2026-11' },
    { runtime: 'r', name: 'isc-new-0a1b2c3d' },
  ];
  expect(listedKeys(subaccount, similar, { now: NOW }).some((key) => key.deployed)).toBe(false);
});

test('the table names what is due', () => {
  const text = keysText(list(), styleFor({ isTTY: false }, {}));
  expect(text).toMatch(/^hr-dev +r +isc +new \(current\) +84 d +- +2026-11-30 +Employee Hired$/m);
  expect(text).toMatch(/^hr-dev +r +isc +next +not deployed +- +- +-$/m);
  expect(text).toContain('! isc-old (hr-dev, r): rotateAfter: 90 days');
  expect(keysText([], styleFor({ isTTY: false }, {}))).toBe('The landscape has no service keys on Cloud Foundry.\n');
});
