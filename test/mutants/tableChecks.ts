import { randomStream, type Tensor, View, zeros } from '../../src/tensor/index.ts';
import type { LookupPlace } from '../laws/lookupLaws.ts';
import { chain } from '../layers/composites.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawIds } from '../math/draw.ts';
import { cotangentsOf, goBack } from '../math/passes.ts';
import { present } from '../math/subject.ts';

/** Throws unless going back twice from one pass gives a table that was read twice its gradient. */
export function expectTableTwice({ layers, compute }: LookupPlace): void {
  const embedding = layers.embedding({ inputDim: 5, outputDim: 2 });
  const data = drawIds<2>([2, 4], 5, randomStream(0, 'ids'));
  const layer = chain(layers, embedding, layers.lstm({ units: 3 }));
  const subject = layerSubject(layers, layer, 0, { inputs: [{ data }] });
  const begun = subject.begin(compute);
  const once = goBack(subject, begun);
  begun.backward(cotangentsOf(begun));
  for (const [name, { data: twice }] of present(subject.grads)) {
    const expected = once[name]?.map((value) => 2 * value) ?? [];
    expectClose(twice, expected, `the gradient of ${name}, going back twice,`);
  }
}

/**
 * Throws unless the gradients of a row of the table are summed in the order of steps, and of sequences
 * within a step: of 1e16 + 1 the 1 is lost, so that no other order gives this sum.
 */
export function expectOrderOfTable({ math, compute }: LookupPlace): void {
  const one = (value: number): Tensor<2> => new View(Float64Array.of(value), [1, 1]);
  // linear and without memory: dz is dy
  const weights = { kernel: one(1), recurrentKernel: one(0), bias: zeros<1>([1], 'float64') };
  const grads = { kernel: one(0), recurrentKernel: one(0), bias: zeros<1>([1], 'float64') };
  const lookup = { table: one(1), ids: new View<2, Int32Array>(new Int32Array(4), [2, 2]) };
  const x = new View<3, Float64Array>(Float64Array.of(1, 1, 1, 1), [2, 2, 1]);
  const { cache } = math.simpleRnnForward(
    weights,
    { x, lookup },
    { activation: 'linear' },
    compute,
  );
  const y = new View<3, Float64Array>(Float64Array.of(1e16, -1e16, 1, 3), [2, 2, 1]);
  const back = math.simpleRnnBackward(weights, grads, cache, { y }, compute);
  expectBits(back.table?.data, [3], 'the gradient of the table');
  expectBits(grads.bias.data, [3], 'the gradient of the bias');
}
