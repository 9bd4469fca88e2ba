import { loadRecordings, recordingsFolder } from '../support/recordings/recording';
import { leftOut, type Outcome, replay } from '../support/recordings/replay';

import floors = require('../support/recordings/floors.json');

/** Answers of the real SAP that the authors of SAP/btp 1.0.0 recorded, read from the Go module cache and never kept here. */
const folder = recordingsFolder();

interface Share {
  readonly command: string;
  readonly matching: number;
  readonly all: number;
}

function sharesOf(outcomes: readonly Outcome[]): Share[] {
  const commands = [...new Set(outcomes.map(({ command }) => command))].sort();
  return commands.map((command) => {
    const ofCommand = outcomes.filter((outcome) => outcome.command === command);
    return { command, matching: ofCommand.filter((o) => o.differences.length === 0).length, all: ofCommand.length };
  });
}

const percent = ({ matching, all }: Share) => Math.floor((100 * matching) / all);

function count(items: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

function table(shares: readonly Share[]): string {
  const line = (share: Share) =>
    `${share.command.padEnd(42)}${String(share.matching).padStart(5)} of${String(share.all).padStart(5)}${String(percent(share)).padStart(6)} %`;
  return shares.map(line).join('\n');
}

if (folder === undefined) {
  it.skip('recordings of SAP/btp 1.0.0: not in the Go module cache of this machine (run npm run setup)', () =>
    undefined);
} else {
  it('answers as recorded of the real SAP, at least as often as before', async () => {
    const recordings = loadRecordings(folder);
    const outcomes: Outcome[] = [];
    for (const recording of recordings) outcomes.push(...(await replay(recording)));
    const shares = sharesOf(outcomes);
    const reasons = recordings.flatMap((recording) =>
      recording.steps.flatMap((step) => {
        const reason = leftOut(recording, step);
        return reason ? [`${reason}: ${reason.startsWith('redirect') ? '*' : step.command}`] : [];
      }),
    );
    const words = outcomes.flatMap((o) => [...new Set(o.differences)].map((text) => `${o.command}: ${text}`));
    process.stdout.write(
      [
        `\nmatching answers of ${recordings.length} recordings`,
        table(shares),
        '\nleft out',
        ...count(reasons).map(([reason, n]) => `${String(n).padStart(5)} ${reason}`),
        '\ndifferences',
        ...count(words)
          .slice(0, 40)
          .map(([text, n]) => `${String(n).padStart(5)} ${text.slice(0, 200)}`),
        '',
      ].join('\n'),
    );
    const dropped = Object.entries(floors as Record<string, number>)
      .map(([command, floor]) => ({ command, floor, share: shares.find((share) => share.command === command) }))
      .filter(({ floor, share }) => !share || percent(share) < floor)
      .map(({ command, floor, share }) => `${command}: ${share ? percent(share) : 0} % instead of ${floor} %`);
    expect(dropped).toEqual([]);
    expect(shares.map(({ command }) => command)).toEqual(Object.keys(floors).sort());
  }, 60_000);
}
