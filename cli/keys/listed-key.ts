import { X509Certificate } from 'node:crypto';
import { generationKeyName } from '../../lib/core/names';
import type { KeySettings, RuntimeSettings, SubaccountSettings } from '../../lib/landscape/landscape';
import { usesKey } from '../rotate/rotation';
import type { DeployedKey } from '../state/state';

/** One service key of a landscape: a key, or one generation of it. Holds no secret. */
export interface ListedKey {
  readonly subaccount: string;
  readonly runtime: string;
  readonly key: string;
  /** Null for a key without generations. */
  readonly generation: string | null;
  readonly type: KeySettings['type'];
  /** Whether connectors hand it over; a key without generations is always current. */
  readonly current: boolean;
  readonly connectors: readonly string[];
  readonly deployed: boolean;
  /** ISO 8601; null where it is not known. */
  readonly createdAt: string | null;
  readonly ageDays: number | null;
  /** Expiry of the certificate, ISO 8601; null for keys without one. */
  readonly expiresAt: string | null;
  /** Day on which it must have been replaced, by `rotateAfter` or the certificate; null where nothing says it. */
  readonly rotateBy: string | null;
  readonly due: boolean;
  /** Why, and what to do. */
  readonly reasons: readonly string[];
}

export interface DueOptions {
  readonly now: Date;
  /**
   * Days to look ahead.
   *
   * @default 30 for certificates, 0 for `rotateAfter`
   */
  readonly within?: number;
}

/** A certificate is renewed before it expires, because then nothing works any more. */
export const CERTIFICATE_DAYS = 30;

const DAY_MS = 86_400_000;

/** All keys of a subaccount in the order of the landscape. */
export function listedKeys(
  subaccount: SubaccountSettings,
  deployed: readonly DeployedKey[],
  options: DueOptions,
): ListedKey[] {
  return subaccount.runtimes.flatMap((runtime) =>
    runtime.keys.flatMap((key) =>
      (key.generations ?? [undefined]).map((generation) =>
        listedKey({ subaccount, runtime, key, generation }, deployed, options),
      ),
    ),
  );
}

interface KeyGeneration {
  readonly subaccount: SubaccountSettings;
  readonly runtime: RuntimeSettings;
  readonly key: KeySettings;
  readonly generation: string | undefined;
}

function listedKey(of: KeyGeneration, deployed: readonly DeployedKey[], options: DueOptions): ListedKey {
  const { subaccount, runtime, key, generation } = of;
  const found = deployed.find((one) => isIt(one, of));
  const current = generation === undefined || generation === key.current;
  const createdAt = timeOf(found?.createdAt);
  const expiresAt = found ? (timeOf(found.expiresAt) ?? certificateEnd(key)) : undefined;
  const rotateBy = createdAt !== undefined && key.rotateAfter ? createdAt + key.rotateAfter * DAY_MS : undefined;
  const reasons = [
    ...ageReasons(rotateBy, current, key, options),
    ...(expiresAt === undefined ? [] : expiryReasons(expiresAt, options)),
  ];
  const ends = [rotateBy, expiresAt].filter((time) => time !== undefined);
  return {
    subaccount: subaccount.name,
    runtime: runtime.name,
    key: key.name,
    generation: generation ?? null,
    type: key.type,
    current,
    connectors: current
      ? subaccount.connectors.filter((one) => usesKey(one, runtime, key)).map(({ name }) => name)
      : [],
    deployed: found !== undefined,
    createdAt: iso(createdAt),
    ageDays: createdAt === undefined ? null : Math.max(0, Math.floor((options.now.getTime() - createdAt) / DAY_MS)),
    expiresAt: iso(expiresAt),
    rotateBy: ends.length > 0 ? dayOf(Math.min(...ends)) : null,
    due: reasons.length > 0,
    reasons,
  };
}

/** The name of a key with a certificate ends in a hash of its parameters. */
function isIt(deployed: DeployedKey, { runtime, key, generation }: KeyGeneration): boolean {
  const name = generation === undefined ? key.name : generationKeyName(key.name, generation);
  if ((deployed.runtime ?? runtime.name) !== runtime.name) return false;
  if (deployed.name === name) return true;
  return (
    key.type !== 'clientSecret' && deployed.name.startsWith(`${name}-`) && HASH.test(deployed.name.slice(name.length))
  );
}

const HASH = /^-[0-9a-f]{8}$/;

function ageReasons(rotateBy: number | undefined, current: boolean, key: KeySettings, options: DueOptions): string[] {
  if (rotateBy === undefined || rotateBy > options.now.getTime() + (options.within ?? 0) * DAY_MS) return [];
  const what = current ? 'rotate it' : 'retire it, once ISC is switched';
  return [`rotateAfter: ${key.rotateAfter} days are over on ${dayOf(rotateBy)}; ${what}`];
}

function expiryReasons(expiresAt: number, { now, within = CERTIFICATE_DAYS }: DueOptions): string[] {
  if (expiresAt > now.getTime() + within * DAY_MS) return [];
  const tense = expiresAt <= now.getTime() ? 'expired' : 'expires';
  return [`its certificate ${tense} on ${dayOf(expiresAt)}; make a new key and switch its clients`];
}

/** The client's own certificate says itself when it ends. */
function certificateEnd({ certificatePem }: KeySettings): number | undefined {
  return certificatePem === undefined ? undefined : timeOf(new X509Certificate(certificatePem).validTo);
}

function timeOf(text: string | undefined): number | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

const iso = (time: number | undefined) => (time === undefined ? null : new Date(time).toISOString());
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
