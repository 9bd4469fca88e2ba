import type { Labels } from '../store/tables';
import { BackendError } from './answers';
import type { CommandCall } from './command';

/** The labels that a create or update carries as JSON text. */
export function labelsOf({ parameters }: CommandCall): Labels {
  const labels = parameters.optional('labels') ? parameters.json('labels') : {};
  const valid =
    typeof labels === 'object' &&
    labels !== null &&
    Object.values(labels).every(
      (values) => Array.isArray(values) && values.every((value) => typeof value === 'string'),
    );
  if (!valid) throw new BackendError(400, 'Invalid labels [Error: 12003/400]');
  return labels as Labels;
}

/** An empty map would differ from "none" in the client's eyes (facts: btp 0.14). */
export function customProperties(accountGUID: string, labels: Labels | undefined) {
  if (!labels || Object.keys(labels).length === 0) return {};
  const properties = Object.entries(labels).map(([key, values]) => ({ accountGUID, key, value: values[0] ?? '' }));
  return { customProperties: properties, labels };
}
