import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../io/exit';

/** `applying.json`, and `applying.2.json` of a run that came after one that was killed. */
export const CLAIM_NAME = /^applying(\.\d+)?\.json$/;

const claimSchema = z.object({
  host: z.string(),
  pid: z.number(),
  since: z.string(),
  /** A review makes the plans that an apply applies. */
  use: z.enum(['makes', 'applies']).default('applies'),
});
type Claim = z.infer<typeof claimSchema>;

/**
 * Takes a folder of plans for this process, so that no other applies or replaces them until the claim is removed.
 *
 * A killed run leaves its claim, and removing that might remove the claim of a run that came meanwhile. So claims are
 * numbered: the operating system lets one process create the next number. Another look after that finds a run that had counted
 * while an earlier one removed its claims.
 *
 * @returns the file to remove afterwards
 * @throws UserError when another process has it
 */
export function claimFolder(dir: string, use: Claim['use']): string {
  for (;;) {
    const before = claimsIn(dir);
    rejectClaimed(dir, before);
    const mine = nameOf(Math.max(0, ...before.map(numberOf)) + 1);
    const file = join(dir, mine);
    const claim: Claim = { host: hostname(), pid: process.pid, since: new Date().toISOString(), use };
    try {
      writeFileSync(file, JSON.stringify(claim), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw error;
    }
    try {
      rejectClaimed(
        dir,
        claimsIn(dir).filter((name) => name !== mine),
      );
      return file;
    } catch (error) {
      releaseFolder(file);
      throw error;
    }
  }
}

export const releaseFolder = (claim: string): void => rmSync(claim, { force: true });

/** Rejects a folder that one of these claims gives to another process. */
function rejectClaimed(dir: string, claims: readonly string[]): void {
  for (const name of claims) {
    const claim = readClaim(join(dir, name));
    // Plans that were copied from another machine are not in use here.
    if (claim?.host !== hostname() || claim.pid === process.pid || !isRunning(claim.pid)) continue;
    throw new UserError(
      `Another run ${claim.use} the plans in ${dir} since ${claim.since} (process ${claim.pid}). ` +
        `Wait until it has ended; a run of your own in the meantime needs another folder (--plans).`,
    );
  }
}

const claimsIn = (dir: string): string[] => readdirSync(dir).filter((name) => CLAIM_NAME.test(name));

const nameOf = (number: number) => (number === 1 ? 'applying.json' : `applying.${number}.json`);

const numberOf = (name: string) => Number(/\d+/.exec(name)?.[0] ?? 1);

/** Looks more than once at a claim that is not whole: its run may be writing it. */
const LOOKS = 50;
const BETWEEN_LOOKS = 20;

function readClaim(file: string): Claim | undefined {
  for (let look = 1; look < LOOKS; look++) {
    const claim = claimSchema.safeParse(jsonOf(file));
    if (claim.success) return claim.data;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BETWEEN_LOOKS);
    if (!existsSync(file)) return undefined;
  }
  throw new UserError(
    `${file} is damaged, so it is not known whether another run uses these plans. If none does, delete that file.`,
  );
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
