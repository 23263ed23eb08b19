import { referenceCompute } from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { type Dtype, type Ids, randomStream, type Tensor, View } from '../../src/tensor/index.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import { drawTensor } from '../math/draw.ts';
import { present } from '../math/subject.ts';
import { drawStates, RECURRENCES } from './recurrences.ts';

/** The numbers in the given precision; they are float32 numbers in either. */
function as(dtype: Dtype, view: Tensor | Ids): Tensor | Ids {
  if (view.data instanceof Int32Array) return view;
  const single = Float32Array.from(view.data);
  return new View(dtype === 'float32' ? single : Float64Array.from(single), view.shape);
}

describe('float32 agrees with float64', () => {
  const sizes = [1, 10, 100];
  const cases = RECURRENCES.flatMap((recurrence) => sizes.map((T) => ({ recurrence, T })));

  test.each(cases)('$recurrence.name over $T steps', ({ recurrence, T }) => {
    const B = 3;
    const random = randomStream(0, 'precision');
    const dy = drawTensor([B, T, recurrence.outputs], random);
    const [single, double] = (['float32', 'float64'] as const).map((dtype) => {
      const values = [recurrence.draw(B, T, 0), ...drawStates(recurrence, B, 0)];
      const subject = layerSubject(layers, recurrence.layer(layers, true), 0, {
        inputs: values.map((data) => ({ data: as(dtype, data) })),
        dtype,
      });
      const begun = subject.begin(referenceCompute(dtype));
      const d = as(dtype, dy);
      const returned = begun.backward([layers.isIds(d) ? undefined : d]);
      const all = [...present(returned), ...present(subject.grads)];
      const outputs = begun.outputs.map((output, i): [string, Tensor] => [`output ${i}`, output]);
      return new Map([...outputs, ...all]);
    });
    // the bar for outputs; a gradient sums T of them, so it is held to that of its size
    for (const [name, tensor] of double ?? []) {
      const found = single?.get(name);
      expect(found?.dtype).toBe('float32');
      const largest = Math.max(1, ...Array.from(tensor.data, Math.abs));
      for (const [i, value] of tensor.data.entries()) {
        const error = Math.abs(found!.data[i]! - value) / largest;
        expect(error, `${name}[${i}]`).toBeLessThanOrEqual(1e-5 * Math.sqrt(T));
      }
    }
  });
});
