import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { UserError } from '../io/exit';

/** Files by name. */
export type Files = ReadonlyMap<string, Buffer>;

/**
 * What is sealed is one piece: magic, salt, nonce, encrypted files with their names, tag. So no file of it can be
 * changed, left out, swapped, or taken from another run, without all of it being refused.
 */
const MAGIC = Buffer.from('btp-isc-sealed/1\n');
const SALT = 16;
const NONCE = 12;
const TAG = 16;
const HEADER = MAGIC.length + SALT + NONCE;
const CIPHER = 'aes-256-gcm';
/** 32 MiB for each guess; the key is a long random text to begin with. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 };

/** Encrypts files by AES-256-GCM with a key of their own, which scrypt derives from `key` and a random salt. */
export function seal(files: Files, key: string): Buffer {
  const header = Buffer.concat([MAGIC, randomBytes(SALT + NONCE)]);
  const { derived, nonce } = deriveKey(header, key);
  const cipher = createCipheriv(CIPHER, derived, nonce).setAAD(header);
  const named = [...files].map(([name, bytes]) => [name, bytes.toString('base64')] as const);
  const encrypted = cipher.update(JSON.stringify(named), 'utf8');
  return Buffer.concat([header, encrypted, cipher.final(), cipher.getAuthTag()]);
}

/**
 * @param file what the bytes were read from, for messages
 * @throws UserError unless exactly this was sealed with this key
 */
export function unseal(sealed: Buffer, key: string, file: string): Files {
  if (!isSealed(sealed)) {
    throw new UserError(
      `${file} was not sealed by this release of btp-isc, or its beginning was changed; nothing was changed. Run 'btp-isc review' again.`,
    );
  }
  const named = JSON.parse(decrypt(sealed, key, file)) as [string, string][];
  return new Map(named.map(([name, base64]) => [name, Buffer.from(base64, 'base64')]));
}

/** Whether this was sealed, as far as its first bytes tell. */
export const isSealed = (bytes: Buffer): boolean => bytes.subarray(0, MAGIC.length).equals(MAGIC);

function decrypt(sealed: Buffer, key: string, file: string): string {
  try {
    const header = sealed.subarray(0, HEADER);
    const { derived, nonce } = deriveKey(header, key);
    const decipher = createDecipheriv(CIPHER, derived, nonce, { authTagLength: TAG }).setAAD(header);
    decipher.setAuthTag(sealed.subarray(Math.max(HEADER, sealed.length - TAG)));
    const text = decipher.update(sealed.subarray(HEADER, sealed.length - TAG));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    throw new UserError(
      `${file} cannot be opened: BTP_ISC_PLAN_KEY is not the key that review sealed it with, or the file was changed or cut off after that. ` +
        `Nothing was changed. Give the same secret to both jobs, or run 'btp-isc review' again.`,
    );
  }
}

function deriveKey(header: Buffer, key: string): { derived: Buffer; nonce: Buffer } {
  const salt = header.subarray(MAGIC.length, MAGIC.length + SALT);
  return { derived: scryptSync(key, salt, 32, SCRYPT), nonce: header.subarray(MAGIC.length + SALT) };
}

const PLAN_KEY = 'BTP_ISC_PLAN_KEY';
const LEAST = 32;

/**
 * Takes the key that seals plans out of the environment, so that no program that is started inherits it.
 *
 * @param required whether the command may not go on without one
 * @returns undefined where none is set
 * @throws UserError for a key that would not protect anything
 */
export function takePlanKey(required: boolean, environment: NodeJS.ProcessEnv): string | undefined {
  const key = environment[PLAN_KEY];
  delete environment[PLAN_KEY];
  if (key === undefined && !required) return undefined;
  const problem = problemOf(key);
  if (problem === undefined) return key;
  throw new UserError(
    `${PLAN_KEY} ${problem}; allowed: a random text of at least ${LEAST} characters, the same for review and apply; ` +
      `fix: store one as a secret of the pipeline and give it to this step. To make one: ` +
      `node -p "require('node:crypto').randomBytes(32).toString('base64url')". Nothing was planned or applied.`,
  );
}

function problemOf(key: string | undefined): string | undefined {
  if (key === undefined) return 'is not set, and --sealed needs it';
  if (key.trim() === '') return 'is empty';
  if (isReference(key)) return 'is a reference such as $(NAME) that the pipeline did not replace by the secret';
  const { length } = key.trim();
  return length < LEAST ? `has ${length} characters` : undefined;
}

/** `$(NAME)`, `${NAME}`, `${{ secrets.NAME }}`, `$NAME`, `%NAME%`: what platforms leave as it is when there is no such secret. */
const isReference = (key: string) => /^(\$\(.*\)|\$\{.*\}|\$[A-Za-z_]\w*|%\w+%)$/s.test(key.trim());
