import { randomStream, reshaped, type Tensor, zeros } from '../../../src/tensor/index.ts';
import {
  drawIds,
  drawTensor,
  EMPTY_SEQUENCES,
  maskOf,
  nameOf,
  SEQUENCES,
  type SequenceCase,
} from '../draw.ts';
import { type Subject, type Tensors, zerosLike } from '../subject.ts';
import type { MathRoom, PairCase } from './room.ts';
import { rank2, rank3 } from './simpleRnn.ts';

/** All recurrences: the GRU with its reset after the product, and before. */
export const LOOKUP_RECURRENCES = ['lstm', 'gru', 'gruBefore', 'simpleRnn'] as const;

/** One of them. */
export type LookupRecurrence = (typeof LOOKUP_RECURRENCES)[number];

/** How many columns its weights have for each unit. */
const GATES: Readonly<Record<LookupRecurrence, number>> = {
  lstm: 4,
  gru: 3,
  gruBefore: 3,
  simpleRnn: 1,
};

/** A recurrence whose input was looked up in a table. */
export interface LookupConfig extends SequenceCase {
  readonly recurrence: LookupRecurrence;
  /** V, how many rows the table has. */
  readonly rows: number;
  readonly useBias: boolean;
  readonly initialState: boolean;
  readonly sequences: boolean;
}

/** How a subject is made of a configuration. */
export interface LookupHow {
  /** Whether the recurrence is told where its input was looked up; else it gets x alone. */
  readonly told: boolean;
  /** What stands in `ids` where nothing counts. */
  readonly maskedId?: number;
  /** Puts a tensor where it shall stand, in the precision it shall have. */
  readonly place?: <R extends number>(tensor: Tensor<R>) => Tensor<R>;
}

const I = 3;
const U = 2;
const asItIs = <R extends number>(tensor: Tensor<R>): Tensor<R> => tensor;

/** An embedding and a recurrence behind it, whose gradients are that of the table and the weights. */
export function lookupSubject(
  math: MathRoom,
  seed: number,
  config: LookupConfig,
  { told, maskedId = -7, place = asItIs }: LookupHow,
): Subject {
  const { recurrence, B, T, rows, sequences } = config;
  const N = GATES[recurrence] * U;
  const resetAfter = recurrence === 'gru'; //  which has two biases
  const random = randomStream(seed, 'lookup');
  const draw = <R extends number>(...shape: Parameters<typeof drawTensor<R>>[0]) =>
    place(drawTensor<R>(shape, random, 0.6));
  const weights = {
    kernel: draw<2>(I, N),
    recurrentKernel: draw<2>(U, N),
    bias: config.useBias ? draw<1>(resetAfter ? 2 * N : N) : undefined,
  };
  const none = zerosLike(weights);
  const grads = {
    kernel: place(none.kernel),
    recurrentKernel: place(none.recurrentKernel),
    bias: none.bias && place(none.bias),
  };
  const table = draw<2>(rows, I);
  const h0 = config.initialState ? draw<2>(B, U) : undefined;
  const c0 = config.initialState && recurrence === 'lstm' ? draw<2>(B, U) : undefined;
  const mask = maskOf(config.mask, B, T);
  const ids = drawIds<2>([B, T], rows, random);
  for (const [i, runs] of (mask?.data ?? []).entries()) if (runs === 0) ids.data[i] = maskedId;
  return {
    weights,
    grads,
    inputs: { table, h0, c0 },
    constants: [ids, mask],
    skipped: ['table'],
    begin(compute, inputGradient = true) {
      const looked = math.embeddingForward({ embeddings: table }, { ids, mask }, compute);
      const x = rank3(looked.output);
      const lookup = told ? { table, ids } : undefined;
      const options = { sequences, inputGradient };
      /** The gradient of the table, from that of x where that is what came back. */
      const ofTable = (dx: Tensor<3> | undefined, dTable: Tensor<2> | undefined): Tensors => {
        if (dx === undefined) return { table: dTable };
        const embeddings = place(zeros<2>(table.shape, 'float64'));
        math.embeddingBackward({ embeddings }, looked.cache, dx, compute);
        return { table: embeddings };
      };
      if (recurrence === 'lstm') {
        const inputs = { x, h0, c0, mask, lookup };
        const { outputs, cache } = math.lstmForward(weights, inputs, options, compute);
        const { y, h, c } = outputs;
        return {
          outputs: y ? [y, h, c] : [h, c],
          backward(d) {
            const [dy, dh, dc] = y ? d : [undefined, ...d];
            const gradients = { y: dy && rank3(dy), h: dh && rank2(dh), c: dc && rank2(dc) };
            const back = math.lstmBackward(weights, grads, cache, gradients, compute);
            return { ...ofTable(back.x, back.table), h0: back.h0, c0: back.c0 };
          },
        };
      }
      const inputs = { x, h0, mask, lookup };
      if (recurrence !== 'simpleRnn') {
        const own = resetAfter ? withRows(weights, N) : weights;
        const ownGrads = resetAfter ? withRows(grads, N) : grads;
        const how = { ...options, resetAfter };
        const { outputs, cache } = math.gruForward(own, inputs, how, compute);
        const { y, h } = outputs;
        return {
          outputs: y ? [y, h] : [h],
          backward(d) {
            const [dy, dh] = y ? d : [undefined, ...d];
            const gradients = { y: dy && rank3(dy), h: dh && rank2(dh) };
            const back = math.gruBackward(own, ownGrads, cache, gradients, compute);
            return { ...ofTable(back.x, back.table), h0: back.h0 };
          },
        };
      }
      const { outputs, cache } = math.simpleRnnForward(weights, inputs, options, compute);
      const { y, h } = outputs;
      return {
        outputs: y ? [y, h] : [h],
        backward(d) {
          const [dy, dh] = y ? d : [undefined, ...d];
          const gradients = { y: dy && rank3(dy), h: dh && rank2(dh) };
          const back = math.simpleRnnBackward(weights, grads, cache, gradients, compute);
          return { ...ofTable(back.x, back.table), h0: back.h0 };
        },
      };
    },
  };
}

/** The same weights, whose bias is seen as rows. */
function withRows<W extends { readonly bias: Tensor<1> | undefined }>(weights: W, N: number) {
  return { ...weights, bias: weights.bias && reshaped<2>(weights.bias, [2, N]) };
}

const PLAIN = { rows: 4, useBias: true, initialState: true, sequences: true } as const;

/** Configurations whose tables have fewer rows than x. */
export const LOOKUP_CONFIGS: readonly (LookupConfig & { readonly name: string })[] =
  LOOKUP_RECURRENCES.flatMap((recurrence) =>
    [
      ...SEQUENCES.filter(({ B, T }) => B * T > PLAIN.rows).map((sequence) => ({
        ...PLAIN,
        ...sequence,
        detail: nameOf(sequence),
      })),
      ...([1, 2, 14] as const).map((rows) => ({
        ...PLAIN,
        ...{ rows, B: 3, T: 5, mask: 'interior' as const },
        detail: `${rows} rows`,
      })),
      ...(['no mask', 'prefix'] as const).flatMap((mask) => [
        { ...PLAIN, B: 3, T: 5, mask, useBias: false, detail: `without bias, ${mask}` },
        { ...PLAIN, B: 3, T: 5, mask, initialState: false, detail: `from zero states, ${mask}` },
        { ...PLAIN, B: 3, T: 5, mask, sequences: false, detail: `the last states alone, ${mask}` },
      ]),
    ].map(({ detail, ...config }) => ({
      ...config,
      recurrence,
      name: `${recurrence} behind a table, ${detail}`,
    })),
  );

/** The recurrences, told where their input was looked up. */
export const LOOKUP_CASES: readonly PairCase[] = LOOKUP_CONFIGS.map((config) => ({
  name: config.name,
  subject: (math, seed) => lookupSubject(math, seed, config, { told: true }),
}));

/** The same of sequences that have no step or no row, so that no table is small enough. */
export const EMPTY_LOOKUP_CASES: readonly PairCase[] = LOOKUP_RECURRENCES.flatMap((recurrence) =>
  EMPTY_SEQUENCES.map(
    (sequence): PairCase => ({
      name: `${recurrence} behind a table, ${nameOf(sequence)}`,
      subject: (math, seed) =>
        lookupSubject(math, seed, { ...PLAIN, ...sequence, recurrence }, { told: true }),
    }),
  ),
);
