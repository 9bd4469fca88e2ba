import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { sha256OfFile } from './plan-folder';

/** The commit that is checked out; undefined where there is no git or no repository. */
export function currentCommit(): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** The landscape file as it is now; undefined where an app does without one. */
export function landscapeOf(file: string): { file: string; sha256: string } | undefined {
  return existsSync(file) ? { file, sha256: sha256OfFile(file) } : undefined;
}
