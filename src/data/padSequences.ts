import {
  ConfigError,
  checkDtype,
  type Dtype,
  floats,
  type Ids,
  type Mask,
  ShapeError,
  type Tensor,
  View,
} from '../tensor/index.ts';
import { checkChoice, checkCount, checkOptions } from '../tensor/options.ts';
import { isArrayLike, isId } from './ids.ts';

/** The two ends of a sequence. */
export type Side = 'start' | 'end';

/** How sequences of different lengths are brought to one. */
export interface PadOptions {
  /**
   * Where the padding goes. There is no default, because both are in use: `'end'` keeps step 0 of
   * every row at time 0, `'start'` brings the last steps together at time `length − 1`.
   */
  readonly side: Side;
  /** What stands in padded places; 0 by default. */
  readonly value?: number;
  /** The common length; that of the longest sequence by default. */
  readonly length?: number;
  /** Which end longer sequences lose. Without it, a sequence longer than `length` is an error. */
  readonly truncate?: Side;
}

/** How sequences of rows are brought to one length. */
export interface PadRowsOptions extends PadOptions {
  /** How many numbers each row has. */
  readonly features: number;
  /** The precision of the result; `float32` by default. */
  readonly dtype?: Dtype;
}

/** Sequences of one length, and which of their steps are real. */
export interface Padded<D> {
  /** `[batch, time]`, or `[batch, time, features]`. */
  readonly data: D;
  /** `[batch, time]`: 1 where a step is of the sequence, 0 where it is padding. */
  readonly mask: Mask;
}

const OWNER = 'padSequences';
const NAMES = ['side', 'value', 'length', 'truncate'];
const NAMES_OF_ROWS = [...NAMES, 'features', 'dtype'];

/**
 * Lays sequences of ids of different lengths out as `[batch, time]`, with a mask of what is real.
 * Sequences of length 0 and an empty list are legal.
 *
 * @throws ConfigError for an unknown, missing or impossible option, and where an id is not a whole
 * number of 32 bits. @throws ShapeError where a sequence is too long and `truncate` is not said.
 */
export function padSequences(
  sequences: readonly ArrayLike<number>[],
  options: PadOptions,
): Padded<Ids<2>>;
/**
 * Lays sequences of rows of `features` numbers out as `[batch, time, features]`.
 *
 * @throws ConfigError for an unknown, missing or impossible option. @throws ShapeError where a
 * sequence is too long and `truncate` is not said, and where a row has not `features` numbers.
 */
export function padSequences(
  sequences: readonly (readonly ArrayLike<number>[])[],
  options: PadRowsOptions,
): Padded<Tensor<3>>;
export function padSequences(
  sequences: readonly ArrayLike<number | ArrayLike<number>>[],
  options: PadOptions | PadRowsOptions,
): Padded<Ids<2>> | Padded<Tensor<3>> {
  checkOptions(OWNER, options, NAMES_OF_ROWS);
  const ofRows = 'features' in options;
  if (!ofRows) checkOptions(`${OWNER} without features`, options, NAMES);
  const layout = layOut(sequences, options);
  return ofRows
    ? { data: fillRows(sequences, layout, options), mask: layout.mask }
    : { data: fillIds(sequences, layout, options.value ?? 0), mask: layout.mask };
}

/** Where each sequence stands in the padded rows. */
interface Layout {
  /** The common length. */
  readonly T: number;
  readonly mask: Mask;
  /** For each sequence: its first step that is kept, the time of that step, how many are kept. */
  readonly spans: readonly { readonly from: number; readonly to: number; readonly count: number }[];
}

function layOut(sequences: unknown, options: PadOptions): Layout {
  const { side, length, truncate } = options;
  checkChoice(OWNER, 'side', side, ['start', 'end']);
  if (truncate !== undefined) {
    checkChoice(OWNER, 'truncate', truncate, ['start', 'end']);
    if (length === undefined)
      throw new ConfigError(`${OWNER} wants a length to truncate to, got none`);
  }
  if (length !== undefined) checkCount(OWNER, 'length', length, 0);
  const lengths = lengthsOf(sequences);
  const T = length ?? lengths.reduce((most, steps) => Math.max(most, steps), 0);

  const mask = new Uint8Array(lengths.length * T);
  const spans = lengths.map((steps, b) => {
    if (steps > T && truncate === undefined) {
      throw new ShapeError(
        `${OWNER} wants at most ${T} steps, got ${steps} in sequence ${b}: ` +
          "give a larger length, or say truncate: 'start' or 'end'",
      );
    }
    const count = Math.min(steps, T);
    const to = side === 'start' ? T - count : 0;
    mask.fill(1, b * T + to, b * T + to + count);
    return { from: truncate === 'start' ? steps - count : 0, to, count };
  });
  return { T, mask: new View(mask, [lengths.length, T]), spans };
}

function lengthsOf(sequences: unknown): number[] {
  if (!isArrayLike(sequences)) {
    throw new ShapeError(`${OWNER} wants an array of sequences, got ${String(sequences)}`);
  }
  return Array.from(sequences, (sequence, b) => {
    if (isArrayLike(sequence)) return sequence.length;
    throw new ShapeError(
      `${OWNER} wants each sequence to be an array, got ${String(sequence)} as number ${b}`,
    );
  });
}

function fillIds(
  sequences: readonly ArrayLike<number | ArrayLike<number>>[],
  { T, spans }: Layout,
  value: number,
): Ids<2> {
  if (!isId(value)) {
    throw new ConfigError(
      `${OWNER} wants value to be a whole number of 32 bits, got ${String(value)}`,
    );
  }
  const data = new Int32Array(sequences.length * T).fill(value);
  for (const [b, { from, to, count }] of spans.entries()) {
    for (let step = 0; step < count; step++) {
      const id = sequences[b]?.[from + step];
      if (!isId(id)) {
        const got = typeof id === 'object' ? 'a row' : String(id);
        throw new ConfigError(
          `${OWNER} wants whole numbers of 32 bits, got ${got} in sequence ${b}, ` +
            `step ${from + step}: for numbers, give rows and features`,
        );
      }
      data[b * T + to + step] = id;
    }
  }
  return new View(data, [sequences.length, T]);
}

function fillRows(
  sequences: readonly ArrayLike<number | ArrayLike<number>>[],
  { T, spans }: Layout,
  { features, value = 0, dtype = 'float32' }: PadRowsOptions,
): Tensor<3> {
  checkCount(OWNER, 'features', features, 1);
  checkDtype(dtype, OWNER);
  const data = floats(dtype, sequences.length * T * features).fill(value);
  for (const [b, { from, to, count }] of spans.entries()) {
    for (let step = 0; step < count; step++) {
      const row = sequences[b]?.[from + step];
      if (!isArrayLike(row) || row.length !== features) {
        const got = isArrayLike(row) ? `${row.length} numbers` : String(row);
        throw new ShapeError(
          `${OWNER} wants rows of ${features} numbers, got ${got} in sequence ${b}, step ${from + step}`,
        );
      }
      data.set(row, (b * T + to + step) * features);
    }
  }
  return new View(data, [sequences.length, T, features]);
}
