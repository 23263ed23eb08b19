import { describe, expect, test } from 'vitest';
import type { Round } from './protocol.ts';
import { race } from './race.ts';
import type { Running } from './running.ts';

const ready = {
  version: '1.2.3',
  note: 'a note',
  tokens: 10,
  idleMegabytes: 100,
  firstLoss: 4,
};

/** A contender that tells what it was asked, and answers with the given times. */
function contender(asked: string[], name: string, ...answers: (number[] | Error)[]): Running {
  let round = 0;
  return {
    ready,
    measure(milliseconds): Promise<Round> {
      asked.push(`${name} ${milliseconds}`);
      const times = answers[Math.min(round, answers.length - 1)]!;
      round++;
      if (times instanceof Error) return Promise.reject(times);
      return Promise.resolve({ times, loss: 4 - round, peakMegabytes: 100 + round });
    },
    end: () => {},
  };
}

describe('a race', () => {
  test('measures its contenders in turn, each for its share of the seconds', async () => {
    const asked: string[] = [];
    const entrants = new Map([
      ['a', contender(asked, 'a', [1])],
      ['b', contender(asked, 'b', [2])],
    ]);
    await race(entrants, { seconds: 6, rounds: 3 });
    expect(asked).toEqual(['a 2000', 'b 2000', 'a 2000', 'b 2000', 'a 2000', 'b 2000']);
  });

  test('measures one whose step takes longer than all its seconds once', async () => {
    const asked: string[] = [];
    const entrants = new Map([
      ['slow', contender(asked, 'slow', [7000])],
      ['fast', contender(asked, 'fast', [2])],
    ]);
    const { measured } = await race(entrants, { seconds: 6, rounds: 3 });
    expect(asked.filter((line) => line.startsWith('slow'))).toEqual(['slow 2000']);
    expect(measured.get('slow')?.millisecondsPerStep).toBe(7000);
  });

  test('gives the median of all samples, and what they say', async () => {
    const entrants = new Map([['a', contender([], 'a', [5, 1], [20], [4, 6])]]);
    const { measured } = await race(entrants, { seconds: 6, rounds: 3 });
    expect(measured.get('a')).toEqual({
      version: '1.2.3',
      note: 'a note',
      tokens: 10,
      tokensPerSecond: 2000,
      millisecondsPerStep: 5,
      fastestMilliseconds: 1,
      samples: 5,
      memoryMegabytes: 3,
      peakMegabytes: 103,
      firstLoss: 4,
      lastLoss: 1,
    });
  });

  test('goes on without one that fails, and says why', async () => {
    const asked: string[] = [];
    const entrants = new Map([
      ['a', contender(asked, 'a', [1], new Error('out of memory'))],
      ['b', contender(asked, 'b', [2])],
    ]);
    const { measured, failed } = await race(entrants, { seconds: 3, rounds: 3 });
    expect([...measured.keys()]).toEqual(['b']);
    expect([...failed]).toEqual([['a', 'out of memory']]);
    expect(asked).toEqual(['a 1000', 'b 1000', 'a 1000', 'b 1000', 'b 1000']);
  });
});
