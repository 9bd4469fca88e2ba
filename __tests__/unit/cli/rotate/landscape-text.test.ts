import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { LandscapeText, rejectInvalidLandscape, writeLandscape } from '../../../../cli/rotate/landscape-text';
import { temporaryFolder } from '../../../support/folders';

const dir = temporaryFolder();

const TEXT = `globalAccount: acme
subaccounts:
  - name: hr-dev
    id: 5d1b3a70-0000-4000-8000-0000000000d1
    runtimes: [{ name: r, keys: [{ name: isc, generations: [a], current: a }] }]
`;
const KEY = ['subaccounts', 0, 'runtimes', 0, 'keys', 0];

function written(name: string, mode = 0o640): { file: string; text: LandscapeText } {
  mkdirSync(join(dir, name));
  const file = join(dir, name, 'landscape.yaml');
  writeFileSync(file, TEXT);
  chmodSync(file, mode);
  const text = new LandscapeText(file, TEXT);
  text.append([...KEY, 'generations'], 'b');
  text.set([...KEY, 'current'], 'b');
  return { file, text };
}

test('the file keeps its permissions, and nothing else is left in its folder', () => {
  const { file, text } = written('plain');
  writeLandscape(text);
  expect(readFileSync(file, 'utf8')).toBe(TEXT.replace('[a], current: a', '[a, b], current: b'));
  expect((statSync(file).mode & 0o777).toString(8)).toBe('640');
  expect(readdirSync(join(dir, 'plain'))).toEqual(['landscape.yaml']);
});

test('a link stays a link; what it leads to is changed', () => {
  const { file, text } = written('target');
  const link = join(dir, 'link.yaml');
  symlinkSync(file, link);
  writeLandscape(Object.assign(Object.create(Object.getPrototypeOf(text)), text, { file: link }));
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain('current: b');
});

test('fails where somebody changed the file meanwhile, and leaves it alone', () => {
  const { file, text } = written('changed');
  writeFileSync(file, `${TEXT}# mine\n`);
  expect(() => writeLandscape(text)).toThrow(
    /was changed meanwhile, so nothing was written\. Run the command again\.$/,
  );
  expect(readFileSync(file, 'utf8')).toBe(`${TEXT}# mine\n`);
});

test('fails where the changed file would not be a valid landscape, with its place', () => {
  const text = new LandscapeText('landscape.yaml', TEXT);
  text.set([...KEY, 'current'], 'c');
  expect(() => rejectInvalidLandscape(text)).toThrow(
    /^Nothing was written, because the changed file would be refused:\nlandscape\.yaml:5:\d+: /,
  );
});
