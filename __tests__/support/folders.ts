import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the tests of a file or of a `describe`, gone when they have run. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'btp-isc-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
