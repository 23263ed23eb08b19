import type { Compute } from 'unrolled/math';
import { randomStream, type Tensor, zeros } from '../../src/tensor/index.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import { expectBits } from '../math/closeness.ts';
import type { MathRoom } from '../math/pairs/room.ts';
import type { LossPlace } from './lossLaws.ts';
import type { Place } from './recurrentLaws.ts';

const RATE = 0.3;
const [B, N] = [40, 250];

function dropOnes(math: MathRoom, compute: Compute, rows: number, from: number): Tensor {
  const x = zeros<2>([rows, N], 'float64');
  x.data.fill(1);
  const random = (row: number) => randomStream(0, 'law', from + row);
  return math.dropoutForward(RATE, x, random, compute).output;
}

/** Dropout keeps the mean: a share `rate` becomes 0, independently, the rest 1 / (1 − rate) times. */
export function expectFairDropout({ math, compute }: LossPlace): void {
  const { data } = dropOnes(math, compute, B, 0);
  for (const value of data) {
    if (value !== 0 && value !== 1 / (1 - RATE)) throw new Error(`1 became ${value}`);
  }
  const deviation = Math.sqrt(RATE * (1 - RATE));
  const expectShare = (numbers: Tensor['data'], what: string): void => {
    const share = Array.from(numbers).filter((value) => value === 0).length / numbers.length;
    if (Math.abs(share - RATE) > (5 * deviation) / Math.sqrt(numbers.length)) {
      throw new Error(`${what} dropped a share of ${share}, not ${RATE}`);
    }
  };
  expectShare(data, 'the batch');
  for (let b = 0; b < B; b++) expectShare(data.subarray(b * N, (b + 1) * N), `row ${b}`);
}

/** What a row drops does not depend on the rows before it, and differs from theirs. */
export function expectRowsOfDropout({ math, compute }: LossPlace): void {
  const whole = dropOnes(math, compute, B, 0).data;
  for (const b of [1, 7, B - 1]) {
    const alone = dropOnes(math, compute, 1, b).data;
    expectBits(alone, whole.subarray(b * N, (b + 1) * N), `row ${b}`);
    if (Array.from(alone).every((value, i) => value === whole[i])) {
      throw new Error(`row ${b} dropped what row 0 dropped`);
    }
  }
}

/** The layer drops in training and only then. */
export function expectDropsInTraining({ layers, compute }: Place): void {
  const x = zeros<2>([20, 20], 'float64');
  x.data.fill(1);
  const outputOf = (training: boolean): Tensor['data'] => {
    const run = { inputs: [{ data: x }], training };
    const [y] = layerSubject(layers, layers.dropout({ rate: RATE }), 0, run).begin(compute).outputs;
    return y?.data ?? new Float64Array();
  };
  expectBits(outputOf(false), x.data, 'the output in use');
  if (!outputOf(true).includes(0)) throw new Error('nothing was dropped in training');
}
