import { type Mutant, mutant } from './mutant.ts';

const BATCHES = 'models/batches.ts';
const DATASET = 'models/dataset.ts';
const STREAM = 'models/batchStream.ts';
const WEIGHTS = 'models/stepWeights.ts';

/** Mistakes in what fit is given and how it is cut: batches, streams, windows, weights. */
export const STREAM_MUTANTS: readonly Mutant[] = [
  mutant(
    'rows come in their order',
    BATCHES,
    "        shuffle(order, randomStream(seed, 'shuffle', epoch));\n",
    '',
  ),
  mutant(
    'each epoch is shuffled alike',
    BATCHES,
    "randomStream(seed, 'shuffle', epoch)",
    "randomStream(seed, 'shuffle')",
  ),
  mutant(
    'the last rows are left out',
    BATCHES,
    'start < rows; start += batchSize',
    'start + batchSize <= rows; start += batchSize',
  ),
  mutant('the last batch is full', BATCHES, 'Math.min(batchSize, rows - start)', 'batchSize'),
  mutant('the order is lost', BATCHES, '{ order, start, count }', '{ start, count }'),
  mutant(
    'windows overlap by a step',
    BATCHES,
    '[from, Math.min(from + steps, T)]',
    '[from, Math.min(from + steps + 1, T)]',
  ),
  mutant(
    'validation is the first rows',
    DATASET,
    '{ training: rowRange(whole, 0, first), validation: rowRange(whole, first, rows) }',
    '{ training: rowRange(whole, rows - first, rows), validation: rowRange(whole, 0, rows - first) }',
  ),
  mutant('the share is that of training', DATASET, 'rows * (1 - share)', 'rows * share'),
  mutant(
    'masks stay with the first rows',
    DATASET,
    'mask.data.subarray(from * T, to * T)',
    'mask.data.subarray(0, (to - from) * T)',
  ),
  mutant(
    'weights stay with the first rows',
    DATASET,
    'weights?.map((tensor) => numbersIn(tensor, from, to))',
    'weights?.map((tensor) => numbersIn(tensor, 0, to - from))',
  ),
  mutant(
    'weights of steps begin anew in each window',
    DATASET,
    'perStep ? window : undefined',
    'perStep && window ? [0, window[1] - window[0]] : undefined',
  ),
  mutant(
    'masks begin anew in each window',
    DATASET,
    'steps[row * size + t] = mask.data[from + t]!;',
    'steps[row * size + t] = mask.data[from - start + t]!;',
  ),
  mutant('rows of any number', DATASET, 'if (shape[0] === rows) continue;', 'continue;'),
  mutant(
    'labels keep what padding had',
    DATASET,
    'if (counts === 0) data[i] = 0;',
    'if (counts === 2) data[i] = 0;',
  ),
  mutant(
    'targets may be shorter than their inputs',
    DATASET,
    'if (tooShort.includes(undefined)) return;',
    'return;',
  ),
  mutant(
    'the batch that was looked at is lost',
    STREAM,
    'this.#peeked ?? (await iterator.next())',
    'await iterator.next()',
  ),
  mutant(
    'a stream is closed after each epoch',
    STREAM,
    'if (!this.#goesOn(iterator)) await',
    'await',
  ),
  mutant('a stream stays open', STREAM, '    await iterator?.return?.();\n', ''),
  mutant(
    'an epoch may have no batch',
    STREAM,
    'count === 0 || (stepsPerEpoch',
    'false || (stepsPerEpoch',
  ),
  mutant(
    'an epoch may be too short',
    STREAM,
    '(stepsPerEpoch !== undefined && count < stepsPerEpoch)',
    'false',
  ),
  mutant(
    'one batch more',
    STREAM,
    'count !== stepsPerEpoch; count++',
    'count <= (stepsPerEpoch ?? Number.POSITIVE_INFINITY); count++',
  ),
  mutant('a batch may have no rows', STREAM, 'if (rowsIn(set) > 0) return set;', 'return set;'),
  mutant(
    'weights of a batch are dropped',
    STREAM,
    "'sampleWeight' in batch ? [batch.sampleWeight] : []",
    '[]',
  ),
  mutant(
    'batches may have other parts',
    STREAM,
    "'s batch`, batch, ['x', 'y', 'sampleWeight']);",
    "'s batch`, batch, Object.keys(batch));",
  ),
  mutant(
    'an error does not say which batch',
    STREAM,
    'throw new Kind(',
    'if (Kind) throw error; throw new Kind(',
  ),
  mutant(
    'weights may be below 0',
    WEIGHTS,
    'if (weight >= 0 || inputMask',
    'if (true || inputMask',
  ),
  mutant(
    'weights may have any shape',
    WEIGHTS,
    'if (shape[0] === rows && (shape',
    'if (true || (shape',
  ),
  mutant(
    'weights may be shorter than their inputs',
    WEIGHTS,
    "    if (mask !== undefined) checkLengths(owner, mask, inputs, 'a number');\n",
    '',
  ),
  mutant(
    'the class of a distribution is its first',
    WEIGHTS,
    'data[step * N + best]!) best = j;',
    'data[step * N + best]!) best = 0;',
  ),
  mutant(
    'a probability of 1/2 is class 0',
    WEIGHTS,
    'data[step]! >= 0.5 ? 1 : 0',
    'data[step]! > 0.5 ? 1 : 0',
  ),
  mutant(
    'a class may weigh less than nothing',
    WEIGHTS,
    'weight >= 0 && Number.isFinite(weight)',
    'Number.isFinite(weight)',
  ),
  mutant('classes of several outputs', WEIGHTS, 'if (others.length > 0) {', 'if (false) {'),
];
