import { EXIT, EXIT_CODES_HELP, report, UserError } from '../../../../cli/io/exit';
import { Output, styleFor } from '../../../../cli/io/io';
import { concurrently, withProgress } from '../../../../cli/io/progress';
import { CapturedIo } from '../../../support/captured-io';

describe('colour', () => {
  test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('terminal %s with %j: %s', (isTTY, env, coloured) => {
    expect(styleFor({ isTTY }, env).good('x') !== 'x').toBe(coloured);
  });
});

describe('progress', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** What is written while work takes so long. */
  async function written(ms: number, isTTY: boolean): Promise<string[]> {
    const lines: string[] = [];
    const stream = { isTTY, write: (text: string) => lines.push(text) > 0 } as unknown as NodeJS.WriteStream;
    const done = withProgress('Reading', new Promise((resolve) => setTimeout(resolve, ms)), new Output(stream, {}));
    await jest.advanceTimersByTimeAsync(ms);
    await done;
    return lines;
  }

  test('is silent for two seconds', async () => {
    expect(await written(1900, true)).toEqual([]);
  });

  test('counts on a terminal and cleans up behind itself', async () => {
    expect(await written(3500, true)).toEqual(['\rReading (2 s) ', '\rReading (3 s) ', '\r\u001b[K']);
  });

  test('is a line now and then elsewhere', async () => {
    expect(await written(33_000, false)).toEqual(['Reading (2 s)\n', 'Reading (32 s)\n']);
  });
});

test('concurrent work keeps the order and the limit', async () => {
  let running = 0;
  let most = 0;
  const results = await concurrently([30, 1, 20, 2, 10], 2, async (ms) => {
    most = Math.max(most, ++running);
    await new Promise((next) => setTimeout(next, ms));
    running--;
    return ms * 2;
  });
  expect(results).toEqual([60, 2, 40, 4, 20]);
  expect(most).toBe(2);
});

describe('what went wrong', () => {
  function reported(error: Error, debug?: boolean) {
    const io = new CapturedIo();
    return [report(error, io.err, debug), io.stderr];
  }

  test('is a sentence for a mistake of the user', () => {
    expect(reported(new UserError('Write it so.', EXIT.usage))).toEqual([64, 'Write it so.\n']);
  });

  test('is owned up to when it is a defect, with the trace on demand', () => {
    expect(reported(new TypeError('x is not a function'))).toEqual([
      70,
      'This is a defect of btp-isc: x is not a function (--debug shows where)\n',
    ]);
    expect(reported(new UserError('Write it so.'), true)).toEqual([
      1,
      expect.stringMatching(/UserError: Write it so\.\n {4}at /),
    ]);
  });

  test('has an exit code that --help lists', () => {
    for (const code of Object.values(EXIT)) expect(EXIT_CODES_HELP).toMatch(new RegExp(`^  ${code} +\\S`, 'm'));
  });
});
