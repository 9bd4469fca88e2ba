import { execFileSync } from 'node:child_process';
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
import { writeSheetFile } from '../../../../cli/sheet/write-file';
import { temporaryFolder } from '../../../support/folders';

const dir = temporaryFolder();

function workTree(name: string, ignored = ''): string {
  const root = join(dir, name);
  mkdirSync(join(root, 'docs'), { recursive: true });
  execFileSync('git', ['init', '-q', root]);
  writeFileSync(join(root, '.gitignore'), ignored);
  return root;
}

test('a file is for its owner alone, also where a readable one was before, and nothing else is left', () => {
  const folder = join(dir, 'plain');
  mkdirSync(folder);
  const file = join(folder, 'isc.html');
  writeFileSync(file, 'old');
  chmodSync(file, 0o644);
  writeSheetFile(file, 'new', process.env);
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  expect(readdirSync(folder)).toEqual(['isc.html']);
});

test('fails inside a git work tree, which is named with the way out, and writes nothing', () => {
  const root = workTree('tree');
  const file = join(root, 'docs/isc.html');
  expect(() => writeSheetFile(file, 'x', process.env)).toThrow(
    /is inside the git work tree \S+\/tree, and git does not ignore it\. Add 'isc\.html' to \.gitignore/,
  );
  expect(readdirSync(join(root, 'docs'))).toEqual([]);
});

test('fails where a link leads into a work tree', () => {
  symlinkSync(join(workTree('linked'), 'docs'), join(dir, 'link'));
  expect(() => writeSheetFile(join(dir, 'link/isc.md'), 'x', process.env)).toThrow(/inside the git work tree/);
});

test('is written inside a git work tree that ignores it', () => {
  const root = workTree('ignoring', '*.html\n');
  expect(readFileSync(writeSheetFile(join(root, 'docs/isc.html'), 'x', process.env), 'utf8')).toBe('x');
});

test('fails where a file is ignored, but committed all the same', () => {
  const root = workTree('tracked', '*.html\n');
  writeFileSync(join(root, 'isc.html'), 'old');
  execFileSync('git', ['-C', root, 'add', '-f', 'isc.html']);
  expect(() => writeSheetFile(join(root, 'isc.html'), 'x', process.env)).toThrow(/git does not ignore it/);
});

test('fails inside a work tree when there is no git to ask', () => {
  const root = workTree('no-git', '*.html\n');
  const path = process.env.PATH;
  process.env.PATH = join(dir, 'empty');
  try {
    expect(() => writeSheetFile(join(root, 'isc.html'), 'x', process.env)).toThrow(
      /git cannot say whether it is ignored/,
    );
  } finally {
    process.env.PATH = path;
  }
});

test('fails on a FIFO or a device rather than replacing it by a file', () => {
  const fifo = join(dir, 'fifo');
  execFileSync('mkfifo', [fifo]);
  expect(() => writeSheetFile(fifo, 'x', process.env)).toThrow('is no regular file');
  expect(lstatSync(fifo).isFIFO()).toBe(true);
});

test('fails where the folder does not exist or the path is a folder', () => {
  expect(() => writeSheetFile(join(dir, 'none/isc.html'), 'x', process.env)).toThrow(
    /The folder \S+none does not exist/,
  );
  mkdirSync(join(dir, 'folder'));
  expect(() => writeSheetFile(join(dir, 'folder'), 'x', process.env)).toThrow(
    /cannot be written to \S+folder \(EISDIR\)/,
  );
  expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
