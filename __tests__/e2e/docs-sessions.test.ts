import { sameButForIds } from '../../docs/generate/sessions/documented';
import { record, recordedPages } from '../../docs/generate/sessions/record';
import { availableCli } from '../support/programs';

const MINUTE = 60_000;

/** Pages whose sessions a reader can follow word by word: everything on them is done here, in their order. */
test.each(recordedPages().map((page) => [page.path, page] as const))(
  'what %s shows is what its commands answer',
  async (_, page) => {
    const { cli, env } = availableCli();
    const recordings = await record(page, { ...process.env, ...env, TERRAFORM_BINARY_NAME: cli.path });
    expect(recordings.length).toBeGreaterThan(0);
    for (const { block, now } of recordings) {
      const place = `${block.page}:${block.line}\n`;
      expect(place + sameButForIds(now)).toBe(place + sameButForIds(block.text));
    }
  },
  10 * MINUTE,
);
