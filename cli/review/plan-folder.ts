import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { privateFolder } from '../../lib/terraform/private-folder';
import { UserError } from '../io/exit';
import { writeWhole } from '../io/write-whole';
import { CLAIM_NAME, claimFolder, releaseFolder } from './claim';
import { type PlanManifest, parseManifest, parseSummary, type Summary } from './plan-documents';
import { isSealed, seal, unseal } from './sealing';

const MANIFEST = 'manifest.json';
const SUMMARY = 'summary.json';
/** Everything else of the folder, encrypted; then only the summary, which holds no secret, lies beside it. */
const SEALED = 'plans.sealed';

/** What a review writes; the last is what writing a file whole leaves when it is killed. */
const OWN_NAMES = [
  /^(manifest|summary)\.json$/,
  /^plans\.sealed$/,
  CLAIM_NAME,
  /^[^.].*\.(tfplan|lock\.hcl)$/,
  /^\.(manifest\.json|summary\.json|plans\.sealed)\.[0-9a-f]{12}\.tmp$/,
];
const isOwnName = (name: string) => OWN_NAMES.some((pattern) => pattern.test(name));

/**
 * A folder of saved plans. Plans hold secrets: only their owner can enter it. With a key they are sealed in it; in plain
 * text they are then in a temporary folder only, for as long as terraform makes or applies them.
 */
export class PlanFolder {
  readonly dir: string;
  /** Where the plans are in plain text. */
  private plainDir: string;
  private claim?: string;
  private readonly cleanUp = () => this.close();

  private constructor(
    dir: string,
    private readonly key: string | undefined,
  ) {
    // terraform runs in the folders of stacks, where a relative path would be another one.
    this.dir = resolve(dir);
    this.plainDir = this.dir;
    // Also where a command ends at once, because the reader of its output is gone.
    process.once('exit', this.cleanUp);
  }

  /**
   * An empty folder for a new review; what an earlier one left is removed.
   *
   * @param key seals the plans
   * @throws UserError when the folder is not one of plans, or in use
   */
  static create(dir: string, key?: string): PlanFolder {
    const folder = new PlanFolder(dir, key);
    return folder.orClosed(() => {
      folder.ownFiles();
      privateFolder(folder.dir, () => true);
      folder.claim = claimFolder(folder.dir, 'makes');
      folder.removeFiles();
      if (key !== undefined) folder.usePlainFolder();
    });
  }

  /**
   * The plans of a review, to be applied.
   *
   * @param key opens sealed plans; with it no others are accepted, because who cannot seal must not get a plan applied
   * @throws UserError when there are none, they cannot be opened, or another run uses them
   */
  static open(dir: string, key?: string): PlanFolder {
    const folder = new PlanFolder(dir, key);
    return folder.orClosed(() => {
      rejectMismatchedSeal(folder.dir, key, MANIFEST);
      folder.ownFiles();
      folder.claim = claimFolder(folder.dir, 'applies');
      if (key === undefined) return;
      const files = unsealed(folder.dir, key);
      folder.usePlainFolder();
      for (const [name, bytes] of files) writeFileSync(join(folder.plainDir, name), bytes, { mode: 0o600, flag: 'wx' });
    });
  }

  /** The summary of a review, without touching its plans; with a key the one that was sealed. */
  static summaryOf(dir: string, key?: string): Summary {
    const path = resolve(dir);
    if (key === undefined) return parseSummary(readOwn(path, SUMMARY).toString('utf8'), join(path, SUMMARY));
    rejectMismatchedSeal(path, key, SUMMARY);
    return parseSummary(unsealed(path, key).get(SUMMARY)?.toString('utf8') ?? '', join(path, SEALED));
  }

  planFile(stack: string): string {
    return join(this.plainDir, `${stack}.tfplan`);
  }

  /** The provider versions that a plan was made with, which another runner must use as well. */
  lockFile(stack: string): string {
    return join(this.plainDir, `${stack}.lock.hcl`);
  }

  /** Completes the folder: with what `apply` compares and with what people read. */
  write(manifest: PlanManifest, summary: Summary): void {
    writeJson(this.plainDir, SUMMARY, summary);
    writeJson(this.plainDir, MANIFEST, manifest);
    if (this.key === undefined) return;
    const names = readdirSync(this.plainDir);
    const files = new Map(names.map((name) => [name, readFileSync(join(this.plainDir, name))]));
    writeWhole(join(this.dir, SEALED), seal(files, this.key), 0o600);
    writeJson(this.dir, SUMMARY, summary);
  }

  read(): PlanManifest {
    return parseManifest(readOwn(this.plainDir, MANIFEST).toString('utf8'), join(this.dir, MANIFEST));
  }

  readSummary(): Summary {
    return parseSummary(readOwn(this.plainDir, SUMMARY).toString('utf8'), join(this.dir, SUMMARY));
  }

  /** Removes the plans, and the folder where nothing else is in it. */
  remove(): void {
    this.removeFiles();
    this.close();
    try {
      rmdirSync(this.dir);
    } catch {
      // Something else is in it, or it is gone already.
    }
  }

  /** Gives the folder back to others, and removes what was in plain text for the time being. */
  close(): void {
    process.off('exit', this.cleanUp);
    if (this.plainDir !== this.dir) rmSync(this.plainDir, { recursive: true, force: true });
    this.plainDir = this.dir;
    if (this.claim) releaseFolder(this.claim);
    this.claim = undefined;
  }

  private orClosed(act: () => void): this {
    try {
      act();
      return this;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  private usePlainFolder(): void {
    // The system makes it for its owner alone.
    this.plainDir = mkdtempSync(join(tmpdir(), 'btp-isc-plans-'));
  }

  private removeFiles(): void {
    for (const name of this.ownFiles()) if (join(this.dir, name) !== this.claim) unlinkSync(join(this.dir, name));
  }

  /**
   * Names of the files that may be removed: those that a review writes. Where something else is in the folder too, only
   * if there is proof that a review wrote into it.
   *
   * @throws UserError when the folder is not one of plans
   */
  private ownFiles(): string[] {
    const stat = lstatSync(this.dir, { throwIfNoEntry: false });
    if (!stat) return [];
    if (!stat.isDirectory()) throw this.notOwn('it is no folder, or a link to one');
    const entries = readdirSync(this.dir, { withFileTypes: true });
    const own = entries.filter(({ name }) => isOwnName(name));
    for (const entry of own) if (!entry.isFile()) throw this.notOwn(`${entry.name} is no regular file`);
    const names = own.map(({ name }) => name);
    if (names.includes(MANIFEST)) parseManifest(readOwn(this.dir, MANIFEST).toString('utf8'), join(this.dir, MANIFEST));
    if (names.includes(SUMMARY)) parseSummary(readOwn(this.dir, SUMMARY).toString('utf8'), join(this.dir, SUMMARY));
    const isProven = names.includes(MANIFEST) || (names.includes(SEALED) && isSealed(readOwn(this.dir, SEALED)));
    const other = entries.find(({ name }) => !isOwnName(name));
    if (other && !isProven) throw this.notOwn(`it holds ${other.name}`);
    return names;
  }

  private notOwn(why: string): UserError {
    return new UserError(
      `${this.dir} holds no plans of btp-isc and is not emptied: ${why}. Name another folder with --plans.`,
    );
  }
}

/** Plans are sealed exactly where there is a key, or another user of the folder could replace them by plain ones. */
function rejectMismatchedSeal(dir: string, key: string | undefined, plain: string): void {
  const has = (name: string) => lstatSync(join(dir, name), { throwIfNoEntry: false }) !== undefined;
  if (has(SEALED)) {
    if (key !== undefined) return;
    throw new UserError(
      `The plans in ${dir} are sealed. Set BTP_ISC_PLAN_KEY to the key that review sealed them with.`,
    );
  }
  if (!has(plain)) throw noPlans(dir);
  if (key === undefined) return;
  throw new UserError(
    `The plans in ${dir} are not sealed, although BTP_ISC_PLAN_KEY is set: review ran without it, or they were replaced. ` +
      `Nothing was changed. Set it for review as well, and run 'btp-isc review' again.`,
  );
}

const unsealed = (dir: string, key: string) => unseal(readOwn(dir, SEALED), key, join(dir, SEALED));

function readOwn(dir: string, name: string): Buffer {
  const file = join(dir, name);
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (!stat) throw noPlans(dir);
  if (!stat.isFile()) throw new UserError(`${file} is no regular file, and is not read.`);
  return readFileSync(file);
}

const noPlans = (dir: string) =>
  new UserError(`There are no plans in ${dir}. Run 'btp-isc review' first; an apply removes its plans.`);

const writeJson = (dir: string, name: string, content: object) =>
  writeWhole(join(dir, name), `${JSON.stringify(content, null, 2)}\n`, 0o600);

export function sha256OfFile(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
