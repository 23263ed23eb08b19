import { beforeAll, describe, expect, test } from 'vitest';
import { CALLBACK_MUTANTS } from './callbacks.ts';
import { throwCrash } from './crash.ts';
import { DATA_MUTANTS } from './data.ts';
import { GENERATE_MUTANTS } from './generate.ts';
import { METRIC_MUTANTS } from './metrics.ts';
import type { Edit, Mutant } from './mutant.ts';
import { PENALTY_MUTANTS } from './penalties.ts';
import { STREAM_MUTANTS } from './streams.ts';
import { type CollectedTest, type CollectTests, testFiles } from './testFiles.ts';
import { TEXT_MUTANTS } from './text.ts';

// Mistakes that the tests themselves must find, not checks that are shared with them, as in
// mutants.test.ts. A mistake is found by the first test that fails.

interface Part {
  readonly part: string;
  /** Below `test/`, the fastest first. */
  readonly files: readonly string[];
  readonly mutants: readonly Mutant[];
}

const CALLBACK_FILES = [
  'earlyStopping',
  'reduceLROnPlateau',
  'modelCheckpoint',
  'csvLogger',
  'tensorBoard',
  'learningRateScheduler',
  'terminateOnNaN',
  'goingOn',
].map((name) => `models/callbacks/${name}`);

const PARTS: readonly Part[] = [
  {
    part: 'metrics',
    files: ['goldens/formulas', 'training/labelMetrics', 'training/metrics'],
    mutants: METRIC_MUTANTS,
  },
  {
    part: 'penalties',
    files: ['goldens/formulas', 'layers/regularizers'],
    mutants: PENALTY_MUTANTS,
  },
  { part: 'callbacks', files: CALLBACK_FILES, mutants: CALLBACK_MUTANTS },
  {
    part: 'data',
    files: ['data/streams', 'data/timeSeries', 'data/padSequences', 'data/nextToken'],
    mutants: DATA_MUTANTS,
  },
  {
    part: 'text',
    files: ['text/bytePairs', 'text/words', 'text/vocabulary'],
    mutants: TEXT_MUTANTS,
  },
  {
    part: 'generate',
    files: ['scoreText', 'generateBatch', 'stops', 'beamSearch', 'generate', 'sample'].map(
      (name) => `generate/${name}`,
    ),
    mutants: GENERATE_MUTANTS,
  },
  {
    part: 'streams',
    files: ['batchStream', 'stepWeights', 'fit', 'bptt', 'padding', 'ctc', 'wrongUses'].map(
      (name) => `models/${name}`,
    ),
    mutants: STREAM_MUTANTS,
  },
];

/** They start threads, which run the library as it was built, without a mistake. */
const THREADED = [
  'training on batches that come one after the other > shares batches out to shards and workers',
];

const ALL = [...new Set(PARTS.flatMap(({ files }) => files))];

let collect: CollectTests;
beforeAll(async () => {
  collect = await testFiles(ALL.map(pathOf));
}, 60_000);

describe.each(PARTS)('$part', ({ files, mutants }) => {
  test.each(mutants)('with a mistake fails a test: $why', async ({ edits }) => {
    expect(await failingTest(files, edits)).toBeDefined();
  });
});

// Last, so that no mistake before has left anything in the modules that all of them share.
describe('without an edit, collected in the same way, the tests pass', () => {
  test.each(ALL)('%s', async (file) => {
    const tests = testsOf(file, []);
    expect(tests.length).toBeGreaterThan(0);
    for (const { run } of tests) await run();
  });
});

function pathOf(file: string): string {
  return `test/${file}.test.ts`;
}

function testsOf(file: string, edits: readonly Edit[]): readonly CollectedTest[] {
  return collect(pathOf(file), edits).filter(({ name }) => !THREADED.includes(name));
}

/** The name of the first test that fails, if one does. */
async function failingTest(
  files: readonly string[],
  edits: readonly Edit[],
): Promise<string | undefined> {
  const name = edits[0]?.file.replace(/^.*\/|\.ts$/g, '') ?? '';
  const own = (file: string): boolean => file.endsWith(`/${name}`);
  // those that are named after the edited file find most
  for (const file of [...files.filter(own), ...files.filter((one) => !own(one))]) {
    for (const { name, run } of testsOf(file, edits)) {
      try {
        await run();
      } catch (error) {
        throwCrash(error);
        return name;
      }
    }
  }
  return undefined;
}
