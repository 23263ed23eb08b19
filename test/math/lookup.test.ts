import * as math from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import {
  ConfigError,
  type Ids,
  type Mask,
  ShapeError,
  type Tensor,
  View,
  zeros,
} from '../../src/tensor/index.ts';
import { computeIn, placed, watchedMemory } from '../kernels/memories.ts';
import { expectBits } from './closeness.ts';
import { expectAgreement } from './expectAgreement.ts';
import { LOOKUP_CONFIGS, lookupSubject } from './pairs/lookup.ts';
import { cotangentsOf, goBack } from './passes.ts';
import type { Subject } from './subject.ts';

describe('a recurrence that is told the table of its input gives what it gives without', () => {
  test.each(LOOKUP_CONFIGS)('$name', (config) => {
    for (let seed = 0; seed < 3; seed++) {
      const told = lookupSubject(math, seed, config, { told: true });
      const untold = lookupSubject(math, seed, config, { told: false });
      expectAgreement(told, untold);
    }
  });
});

describe('in float32 all of it has the bits of the reference in WebAssembly, whatever the ids of masked steps', () => {
  type Place = <R extends number>(tensor: Tensor<R>) => Tensor<R>;
  const { memory, holds } = watchedMemory();
  const inFloat32: Place = ({ data, shape }) => new View(Float32Array.from(data), shape);
  const inMemory: Place = ({ data, shape }) => {
    const own = placed(memory, Float32Array.from(data));
    expect(holds(own)).toBe(true);
    return new View(own, shape);
  };

  /** Outputs and gradients, by name. */
  function run(
    subject: Subject,
    compute: math.Compute,
    place: Place,
  ): [string, ArrayLike<number>][] {
    const begun = subject.begin(compute);
    const outputs = begun.outputs.map(({ data }, i) => [`output ${i}`, data.slice()] as const);
    const gradients = goBack(subject, begun, cotangentsOf(begun).map(place));
    return [...outputs, ...Object.entries(gradients)].map(([name, data]) => [name, data]);
  }

  test.each(LOOKUP_CONFIGS)('$name', (config) => {
    const reference = lookupSubject(math, 0, config, { told: true, place: inFloat32 });
    const expected = run(reference, math.referenceCompute('float32'), inFloat32);
    for (const maskedId of [0, -7, 2 ** 31 - 1, -(2 ** 31)]) {
      const how = { told: true, place: inMemory, maskedId };
      const actual = run(lookupSubject(math, 0, config, how), computeIn(memory), inMemory);
      expect(actual.map(([name]) => name)).toEqual(expected.map(([name]) => name));
      for (const [i, [name, data]] of expected.entries()) expectBits(actual[i]?.[1], data, name);
    }
  });
});

const [B, T, I, U] = [2, 3, 4, 5];
const f64 = (...shape: [number, number]): Tensor<2> => zeros<2>(shape, 'float64');
const idsOf = (...ids: number[]): Ids<2> =>
  new View<2, Int32Array>(Int32Array.from(ids), [B, ids.length / B]);
const allZero = idsOf(0, 0, 0, 0, 0, 0);

const RECURRENCES = [
  {
    recurrence: 'lstm',
    run: (lookup: math.Lookup, mask?: Mask) => {
      const weights = { kernel: f64(I, 4 * U), recurrentKernel: f64(U, 4 * U) };
      const inputs = { x: zeros<3>([B, T, I], 'float64'), lookup, mask };
      const { outputs, cache } = math.lstmForward(weights, inputs);
      return math.lstmBackward(weights, weights, cache, { h: outputs.h });
    },
  },
  ...[true, false].map((resetAfter) => ({
    recurrence: 'gru',
    run: (lookup: math.Lookup, mask?: Mask) => {
      const weights = { kernel: f64(I, 3 * U), recurrentKernel: f64(U, 3 * U) };
      const inputs = { x: zeros<3>([B, T, I], 'float64'), lookup, mask };
      const { outputs, cache } = math.gruForward(weights, inputs, { resetAfter });
      return math.gruBackward(weights, weights, cache, { h: outputs.h });
    },
  })),
  {
    recurrence: 'simpleRnn',
    run: (lookup: math.Lookup, mask?: Mask) => {
      const weights = { kernel: f64(I, U), recurrentKernel: f64(U, U) };
      const inputs = { x: zeros<3>([B, T, I], 'float64'), lookup, mask };
      const { outputs, cache } = math.simpleRnnForward(weights, inputs);
      return math.simpleRnnBackward(weights, weights, cache, { h: outputs.h });
    },
  },
];

describe.each(RECURRENCES)('$recurrence', ({ recurrence, run }) => {
  test.each([
    { rows: B * T - 1, used: true },
    { rows: B * T, used: false },
    { rows: B * T + 1, used: false },
  ])('with a table of $rows rows for 6 steps uses it: $used', ({ rows, used }) => {
    const { x, table } = run({ table: f64(rows, I), ids: allZero });
    expect(table?.shape).toEqual(used ? [rows, I] : undefined);
    expect(x?.shape).toEqual(used ? undefined : [B, T, I]);
  });

  test.each([
    {
      lookup: { table: zeros<2>([2, I], 'float32'), ids: allZero },
      message: `${recurrence} computes in float64, got lookup.table in float32`,
    },
    {
      lookup: { table: f64(2, I + 1), ids: allZero },
      message: `${recurrence} wants lookup.table [2, 4], got [2, 5]`,
    },
    {
      lookup: { table: f64(2, I), ids: idsOf(0, 0, 0, 0) },
      message: `${recurrence} wants lookup.ids [2, 3], got [2, 2]`,
    },
  ])('refuses what does not fit its input: $message', ({ lookup, message }) => {
    expect(() => run(lookup)).toThrow(new ShapeError(message));
  });

  test.each([-1, 3, 2 ** 31 - 1])('refuses id %i of three rows at a step that runs', (id) => {
    const lookup = { table: f64(3, I), ids: idsOf(0, 1, 2, 0, id, 0) };
    expect(() => run(lookup)).toThrow(
      new ConfigError(`lookup.ids wants rows from 0 to 2, got ${id} at [1, 1]`),
    );
    const mask = new View<2, Uint8Array>(Uint8Array.of(1, 1, 1, 1, 0, 1), [B, T]);
    expect(run(lookup, mask).table?.shape).toEqual([3, I]);
  });
});
