import { existsSync, readFileSync } from 'node:fs';
import { YamlDocument } from '../../lib/landscape/document';
import type { LocationOf } from '../policy/sarif';

/** Finds the line at which a landscape file begins to describe a subaccount; its first line for what is not in it. */
export function locationsIn(file: string): LocationOf {
  const document = existsSync(file) ? new YamlDocument(readFileSync(file, 'utf8')) : undefined;
  const { subaccounts = [], neoAccounts = [] } = (document?.value ?? {}) as Record<string, { name?: string }[]>;
  return (stack) => {
    const index = subaccounts.findIndex(({ name }) => name === stack || `${name}-foundation` === stack);
    const neo = neoAccounts.findIndex(({ name }) => name === stack);
    const path = index >= 0 ? ['subaccounts', index] : ['neoAccounts', neo];
    const startLine = document && (index >= 0 || neo >= 0) ? document.positionOf(path).line : 1;
    return { uri: file, startLine };
  };
}
