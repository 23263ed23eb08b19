import { type Mutant, mutant } from './mutant.ts';

const BATCHED = 'data/batched.ts';
const BUCKETS = 'data/bucketByLength.ts';
const NEXT = 'data/nextToken.ts';
const PAD = 'data/padSequences.ts';
const SERIES = 'data/series.ts';
const SHUFFLED = 'data/shuffled.ts';
const SOURCE = 'data/source.ts';
const SPLIT = 'data/splitByTime.ts';
const WINDOWS = 'data/timeSeriesWindows.ts';

/** Mistakes in how data is cut, padded, shuffled and read. */
export const DATA_MUTANTS: readonly Mutant[] = [
  mutant(
    'batches are one too small',
    BATCHED,
    'group.push(example) < batchSize',
    'group.push(example) < batchSize - 1',
  ),
  mutant('examples stay for the next batch', BATCHED, '      group = [];\n', ''),
  mutant('the rest is lost', BATCHED, 'group.length > 0 && !dropRemainder', 'false'),
  mutant('the rest is kept where it is to be dropped', BATCHED, ' && !dropRemainder', ''),
  mutant('x is y', BATCHED, 'examples.map(([, y]) => y)', 'examples.map(([x]) => x)'),
  mutant(
    'a length at a boundary is below it',
    BUCKETS,
    'x.length < boundary',
    'x.length <= boundary',
  ),
  mutant(
    'the longest go with the shortest',
    BUCKETS,
    'place < 0 ? boundaries.length : place',
    'place < 0 ? 0 : place',
  ),
  mutant('boundaries may fall', BUCKETS, 'if (boundary > before) continue;', 'continue;'),
  mutant('buckets are not emptied', BUCKETS, 'bucket.splice(0)', 'bucket.slice(0)'),
  mutant('the rest of buckets is dropped', BUCKETS, 'if (dropRemainder) return;', 'return;'),
  mutant(
    'each step predicts itself',
    NEXT,
    'ids.subarray(start + 1, start + 1 + length)',
    'ids.subarray(start, start + length)',
  ),
  mutant('one window less', NEXT, 'Math.floor(spare / stride) + 1', 'Math.floor(spare / stride)'),
  mutant(
    'windows follow each other whatever the stride',
    NEXT,
    'const start = row * stride;',
    'const start = row * length;',
  ),
  mutant(
    'the last token is no target',
    NEXT,
    '(all.length - 1) / batchSize',
    '(all.length - 2) / batchSize',
  ),
  mutant(
    'padding stands at the other side',
    PAD,
    "side === 'start' ? T - count : 0",
    "side === 'start' ? 0 : T - count",
  ),
  mutant(
    'the mask is that of the other side',
    PAD,
    'mask.fill(1, b * T + to, b * T + to + count)',
    'mask.fill(1, b * T, b * T + count)',
  ),
  mutant(
    'the other end is cut off',
    PAD,
    "truncate === 'start' ? steps - count : 0",
    "truncate === 'start' ? 0 : steps - count",
  ),
  mutant(
    'what is too long is cut without being asked',
    PAD,
    'steps > T && truncate === undefined',
    'false',
  ),
  mutant(
    'padding is 0 whatever is said',
    PAD,
    'new Int32Array(sequences.length * T).fill(value)',
    'new Int32Array(sequences.length * T)',
  ),
  mutant('rows are not spread', PAD, '(b * T + to + step) * features', '(b * T + step) * features'),
  mutant(
    'rows may have any size',
    PAD,
    '!isArrayLike(row) || row.length !== features',
    '!isArrayLike(row)',
  ),
  mutant(
    'rows of a series may have any size',
    SERIES,
    '!isArrayLike(row) || row.length !== F',
    '!isArrayLike(row)',
  ),
  mutant(
    'views are read as if contiguous',
    SERIES,
    'copyElements(view, data);',
    'for (let i = 0; i < data.length; i++) data[i] = view.data[i] ?? 0;',
  ),
  mutant('texts are numbers', SERIES, "typeof value !== 'number'", 'false'),
  mutant(
    'each epoch is shuffled alike',
    SHUFFLED,
    'randomStream(seed, owner, epoch)',
    'randomStream(seed, owner)',
  ),
  mutant(
    'the seed does not matter',
    SHUFFLED,
    'randomStream(seed, owner, epoch)',
    'randomStream(0, owner, epoch)',
  ),
  mutant(
    'the end is not shuffled',
    SHUFFLED,
    'buffer.splice(random.integer(buffer.length), 1)',
    'buffer.splice(0, 1)',
  ),
  mutant(
    'the buffer is one larger',
    SHUFFLED,
    'buffer.length < bufferSize',
    'buffer.length <= bufferSize',
  ),
  mutant(
    'the first of the buffer always comes next',
    SHUFFLED,
    'buffer.splice(place, 1, item)',
    'buffer.splice(0, 1, item)',
  ),
  mutant(
    'a function of epochs is always asked for the first',
    SOURCE,
    'await source(epoch)',
    'await source(0)',
  ),
  mutant('what was opened is not closed', SOURCE, 'if (!ended) await iterator.return?.();', ''),
  mutant('what has ended is closed', SOURCE, '        ended = true;\n', ''),
  mutant(
    'it is told too late that it may close',
    SOURCE,
    'if (!ended) await iterator.return?.();',
    'if (!ended) void iterator.return?.();',
  ),
  mutant(
    'validation stands at the beginning',
    SPLIT,
    'training: part(0, trainingSteps),',
    'training: part(validationSteps, T - testSteps),',
  ),
  mutant(
    'the test is the validation',
    SPLIT,
    'test: part(T - testSteps, T)',
    'test: part(trainingSteps, trainingSteps + testSteps)',
  ),
  mutant(
    'validation and test overlap',
    SPLIT,
    'T - validationSteps - testSteps;',
    'T - validationSteps;',
  ),
  mutant('the gap is forgotten', WINDOWS, '* samplingRate + gap + 1', '* samplingRate + 1'),
  mutant(
    'targets follow the last step that is sampled, and all between',
    WINDOWS,
    '(window - 1) * samplingRate',
    '(window - 1)',
  ),
  mutant(
    'each step of a window is sampled',
    WINDOWS,
    '(start + t * samplingRate) * F',
    '(start + t) * F',
  ),
  mutant('windows begin at each step', WINDOWS, 'const start = w * stride;', 'const start = w;'),
  mutant(
    'one step of the horizon',
    WINDOWS,
    'const row = (start + behind + h) * F;',
    'const row = (start + behind) * F;',
  ),
  mutant(
    'the first columns are the targets',
    WINDOWS,
    'for (const target of targets) y[nextY++] = all.data[row + target]!;',
    'for (const target of targets.keys()) y[nextY++] = all.data[row + target]!;',
  ),
  mutant(
    'the last window is left out',
    WINDOWS,
    'Math.floor(spare / stride) + 1',
    'Math.ceil(spare / stride)',
  ),
];
