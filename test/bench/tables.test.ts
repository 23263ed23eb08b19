import { describe, expect, test } from 'vitest';
import { JOINED, REFERENCE, UNROLLED } from './contenders.ts';
import { dropoutTable } from './dropoutCost.ts';
import { growthTable } from './growth.ts';
import type { Measured } from './race.ts';
import { reportOf, type WorkloadResult } from './report.ts';
import {
  circumstances,
  figure,
  markdown,
  memoryTable,
  ratioTable,
  remarks,
  speedTable,
  wholeMemoryTable,
  workersLines,
} from './tables.ts';
import { WORKLOADS } from './workloads.ts';

/** A contender that does `tokens` tokens in a millisecond. */
function rate(tokens: number, rest: Partial<Measured> = {}): Measured {
  return {
    version: '1.0',
    tokensPerSecond: tokens * 1000,
    millisecondsPerStep: 1,
    fastestMilliseconds: 0.5,
    samples: 9,
    memoryMegabytes: 12.34,
    peakMegabytes: 100,
    firstLoss: 4,
    lastLoss: 3,
    tokens,
    note: '',
    ...rest,
  };
}

function result(id: string, measured: Readonly<Record<string, Measured>>): WorkloadResult {
  const workload = WORKLOADS.find((candidate) => candidate.id === id)!;
  return { workload, measured: new Map(Object.entries(measured)) };
}

const results = [
  result('W1', { [UNROLLED]: rate(30), PyTorch: rate(20), 'jax-js': rate(4, { note: 'one-hot' }) }),
  result('W5', { [UNROLLED]: rate(6), PyTorch: rate(1), 'ONNX Runtime': rate(5) }),
  result('W6', { [REFERENCE]: rate(1), [UNROLLED]: rate(3), PyTorch: rate(4) }),
  result('W7', { [UNROLLED]: rate(50), 'recurrent-js': rate(2) }),
];
const settings = { duration: { seconds: 5, rounds: 5 }, secondCore: [], load: 1.25 };

describe('a report', () => {
  test('has the ratio of unrolled to the yardstick of each workload', () => {
    const { ratios } = reportOf(results, [], settings);
    expect(ratios).toEqual({ W1: 1.5, W5: 1.2, W6: 0.75, W7: 25 });
  });

  test('has that of unrolled with joined vectors beside it', () => {
    const two = [result('W1', { [UNROLLED]: rate(30), [JOINED]: rate(40), PyTorch: rate(20) })];
    const { ratios, joinedRatios } = reportOf(two, [], settings);
    expect([ratios, joinedRatios]).toEqual([{ W1: 1.5 }, { W1: 2 }]);
  });

  test('leaves out ratios without unrolled or without the yardstick', () => {
    const partial = [
      result('W1', { [UNROLLED]: rate(30) }),
      result('W2', { PyTorch: rate(20) }),
      result('W5', { [UNROLLED]: rate(6), PyTorch: rate(1) }),
    ];
    expect(reportOf(partial, [], settings).ratios).toEqual({});
  });

  test('has the ratio of two workers to none', () => {
    const two = [result('W2', { [UNROLLED]: rate(10), 'unrolled 2 workers': rate(17) })];
    expect(reportOf(two, [], settings).workers).toEqual({ W2: 1.7 });
  });

  test('counts the operations of those tokens that a contender did', () => {
    const row = [result('W1', { [UNROLLED]: rate(2048), 'recurrent-js': rate(64) })];
    const { contenders } = reportOf(row, [], settings).workloads.W1!;
    expect(contenders[UNROLLED]!.gigaflops).toBeCloseTo(1310.196, 3); // in a millisecond
    expect(contenders['recurrent-js']!.gigaflops).toBeCloseTo(1310.196 / 32, 3);
  });

  test('is JSON with machine, versions, what was measured, and what is absent', () => {
    const absent = [{ contender: 'brain.js', workload: 'W1', why: 'not installed' }];
    const secondCore = [{ oneThread: 50, twoThreads: 90 }, { absent: 'no C compiler' }];
    const report = reportOf(results, absent, { ...settings, secondCore });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(report.machine.node).toBe(process.version);
    expect(report.versions).toEqual({
      unrolled: '1.0',
      PyTorch: '1.0',
      'jax-js': '1.0',
      'ONNX Runtime': '1.0',
      'recurrent-js': '1.0',
    });
    expect(report).toMatchObject({ ...settings, absent, secondCore });
    expect(Object.keys(report.workloads)).toEqual(['W1', 'W5', 'W6', 'W7']);
    expect(report.workloads.W7).toMatchObject({
      title: '8 features, SimpleRNN(16), dense(8); batch 1, T 20',
      yardstick: 'recurrent-js',
      contenders: { [UNROLLED]: { tokensPerSecond: 50_000, memoryMegabytes: 12.34 } },
    });
  });
});

test('a table of Markdown has a head, a rule, and numbers to the right', () => {
  const rows = [
    ['name', 'size'],
    ['a', '1'],
  ];
  expect(markdown(rows)).toBe('| name | size |\n| --- | ---: |\n| a | 1 |');
});

test.each([
  [0.012345, '0.0123'],
  [0.75, '0.750'],
  [1.5, '1.50'],
  [25.04, '25.0'],
  [123.4, '123'],
  [41_274.3, '41,274'],
])('the figure of %s is %s', (value, expected) => {
  expect(figure(value)).toBe(expected);
});

describe('the table of ratios', () => {
  test('has contenders in their order, and a dagger where T is cut', () => {
    expect(ratioTable(results, true).split('\n')).toEqual([
      '|  | W1 | W5 | W6 | W7 |',
      '| --- | ---: | ---: | ---: | ---: |',
      '| over | PyTorch | ONNX Runtime | PyTorch | recurrent-js |',
      '| unrolled reference | – | – | 0.250† | – |',
      '| unrolled | 1.50 | 1.20 | 0.750 | 25.0 |',
      '| PyTorch | 1.00 | 0.200 | 1.00 | – |',
      '| ONNX Runtime | – | 1.00 | – | – |',
      '| jax-js | 0.200 | – | – | – |',
      '| recurrent-js | – | – | – | 1.00 |',
    ]);
  });

  test('is over the reference kernels where no peer was asked for', () => {
    const own = [result('W1', { [REFERENCE]: rate(2), [UNROLLED]: rate(30) })];
    expect(ratioTable(own, false)).toContain('| unrolled | 15.0 |');
  });
});

test('the tables of speed and memory have the numbers themselves', () => {
  expect(speedTable(results)).toContain('| unrolled | 30,000 | 6,000 | 3,000 | 50,000 |');
  expect(memoryTable(results)).toContain('| unrolled | 12.3 | 12.3 | 12.3 | 12.3 |');
  expect(wholeMemoryTable(results)).toContain('| unrolled | 100 | 100 | 100 | 100 |');
});

test('the remarks name workloads, departures from them, and who is absent', () => {
  const absent = [
    { contender: 'brain.js', workload: 'W1', why: 'not installed' },
    { contender: 'brain.js', workload: 'W5', why: 'not installed' },
  ];
  const lines = remarks(results, absent).split('\n');
  expect(lines[0]).toBe('- W1: embedding(65, 64), LSTM(128), dense(65); batch 32, T 64');
  expect(lines).toContain('- jax-js: one-hot (W1)');
  expect(lines).toContain('- unrolled reference: † T cut to 4 (W6)');
  expect(lines).toContain('- absent: not installed (brain.js W1, brain.js W5)');
});

test('the circumstances name processor, versions and settings', () => {
  const text = circumstances(reportOf(results, [], settings));
  expect(text).toContain(`Node ${process.version}`);
  expect(text).toContain('- 1.3 processes wanted to run before it began');
  expect(text).toContain('unrolled 1.0, PyTorch 1.0');
  expect(text).toContain('medians of 5 s of steps in 5 rounds');
});

test('the lines on workers have their ratios beside those of a native library', () => {
  const two = [result('W2', { [UNROLLED]: rate(10), 'unrolled 2 workers': rate(17) })];
  const secondCore = [{ oneThread: 50, twoThreads: 90 }, { absent: 'no C compiler' }];
  expect(workersLines(reportOf(two, [], { ...settings, secondCore })).split('\n')).toEqual([
    '- two workers over none: W2 1.70',
    '- two threads of OpenBLAS over one, before and after: 1.80, no C compiler',
  ]);
});

test('the table of dropout has what it costs the processor, and by the clock', () => {
  const cost = {
    name: 'W1',
    milliseconds: { without: 20, with: 25 },
    processor: { without: 16, with: 18 },
  };
  const [, , row, , how] = dropoutTable([cost], { seconds: 4, rounds: 2 }).split('\n');
  expect(row).toBe('| W1 | 16.0 | 18.0 | 1.13 | 20.0 | 25.0 | 1.25 |');
  expect(how).toContain('medians of 4 s of steps in 2 rounds');
});

test('the table of growth has sizes, costs and exponents in a row', () => {
  const points = [
    { size: 8, milliseconds: 1.5, memoryMegabytes: 20 },
    { size: 16, milliseconds: 3, memoryMegabytes: 30 },
  ];
  const grown = { quantity: 'T', points, timeExponent: 1, memoryExponent: 0.585 };
  const [, , row] = growthTable([grown]).split('\n');
  expect(row).toBe('| T | 8, 16 | 1.50, 3.00 | 1.00 | 20.0, 30.0 | 0.58 |');
});
