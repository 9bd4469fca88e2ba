import { z } from 'zod';
import type { Metadata } from '../store/tables';

/** Rules for labels and annotations (facts: cf 9); only the wording for invalid characters is recorded. */

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const CHARACTERS = /^[A-Za-z0-9_.-]*$/;
const DNS = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;

function keyProblem(key: string): string | undefined {
  const [first = '', second, ...more] = key.split('/');
  if (more.length > 0) return "key has more than one '/'";
  const [prefix, name] = second === undefined ? [undefined, first] : [first, second];
  if (prefix !== undefined && (prefix.length > 253 || !DNS.test(prefix)))
    return `prefix '${prefix}' must be in valid dns format`;
  if (prefix?.toLowerCase() === 'cloudfoundry.org') return 'Cloudfoundry.org is a reserved domain';
  if (name.length === 0) return 'key cannot be empty string';
  if (name.length > 63) return `'${name}' is greater than 63 characters`;
  if (!CHARACTERS.test(name)) return `'${key}' contains invalid characters`;
  return NAME.test(name) ? undefined : `'${key}' starts or ends with invalid characters`;
}

function labelValueProblem(value: string): string | undefined {
  if (value.length > 63) return `'${value}' is greater than 63 characters`;
  if (!CHARACTERS.test(value)) return `'${value}' contains invalid characters`;
  return value === '' || NAME.test(value) ? undefined : `'${value}' starts or ends with invalid characters`;
}

const annotationValueProblem = (value: string) =>
  value.length > 5000 ? `'${value.slice(0, 20)}...' is greater than 5000 characters` : undefined;

function entries(kind: 'label' | 'annotation', valueProblem: (value: string) => string | undefined) {
  return z
    .record(z.string(), z.string().nullable(), { error: `Metadata ${kind}s must be an object of strings` })
    .superRefine((map, context) => {
      for (const [key, value] of Object.entries(map)) {
        const inKey = keyProblem(key);
        const inValue = value === null ? undefined : valueProblem(value);
        if (inKey) context.addIssue({ code: 'custom', message: `Metadata ${kind} key error: ${inKey}` });
        if (inValue) context.addIssue({ code: 'custom', message: `Metadata ${kind} value error: ${inValue}` });
      }
    });
}

export const labelsSchema = entries('label', labelValueProblem);
export const annotationsSchema = entries('annotation', annotationValueProblem);

type Patch = Readonly<Record<string, string | null>>;

/** A merge patch: listed keys are set, null removes, others stay (facts: cf 3). */
export function mergeMetadata(before: Metadata, patch: { labels: Patch; annotations: Patch }): Metadata {
  return { labels: merge(before.labels, patch.labels), annotations: merge(before.annotations, patch.annotations) };
}

export const noMetadata: Metadata = { labels: {}, annotations: {} };

function merge(before: Readonly<Record<string, string>>, patch: Patch): Record<string, string> {
  const merged: Record<string, string | null> = { ...before, ...patch };
  return Object.fromEntries(Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== null));
}
