import type { Layer } from '../../src/layers/index.ts';
import { randomStream } from '../../src/tensor/index.ts';
import { contextOf, drawSequence, layerSubject } from '../layers/layerSubject.ts';
import type { LayerRoom } from '../layers/room.ts';
import { expectBits } from '../math/closeness.ts';
import { drawTensor, maskOf } from '../math/draw.ts';
import type { Place } from './recurrentLaws.ts';

const [B, T, N] = [2, 3, 2];

/** Each step has the bits that the layer gives for it alone; states begin anew and stay inside. */
export function expectEachStepAlone({ layers, compute }: Place): void {
  const parts: readonly ((room: LayerRoom) => Layer)[] = [
    (room) => room.dense({ units: 3, activation: 'softmax' }),
    (room) => room.lstm({ units: 2 }),
  ];
  for (const [i, part] of parts.entries()) {
    const rest = i === 0 ? [N] : [4, N];
    const data = drawTensor<number>([B, T, ...rest], randomStream('steps', i));
    const wrapped = layers.timeDistributed({ layer: part(layers) });
    const whole = layerSubject(layers, wrapped, 0, { inputs: [{ data }] });
    if (Object.keys(whole.inputs).length > 1) throw new Error('a state is exposed');
    const flat = drawTensor<number>([B * T, ...rest], randomStream('steps', i));
    const alone = layerSubject(layers, part(layers), 0, { inputs: [{ data: flat }] });
    const own = Object.values(whole.weights);
    for (const [w, weight] of Object.values(alone.weights).entries()) {
      weight?.data.set(own[w]?.data ?? []);
    }
    const outputs = whole.begin(compute).outputs;
    if (outputs.length !== 1) throw new Error(`${outputs.length} outputs`);
    expectBits(outputs[0]?.data, alone.begin(compute).outputs[0]?.data ?? [], `part ${i}`);
  }
}

/** What dropout drops differs from step to step, and in a row goes by its place in the batch. */
export function expectStepsDrawTheirOwn({ layers, compute }: Place): void {
  const data = drawSequence(B, 4, 50, 1);
  const layer = layers.timeDistributed({ layer: layers.dropout({ rate: 0.5 }) });
  const dropped = (rows: readonly number[], firstRow: number): string[] => {
    const x = drawSequence(rows.length, 4, 50, 1);
    for (const [i, b] of rows.entries()) {
      x.data.set(data.data.subarray(b * 200, (b + 1) * 200), i * 200);
    }
    const built = layer.build('timeDistributed', [{ type: 'numbers', shape: [null, 50] }]);
    const store = new layers.WeightStore(built.weights, 0, 'float64');
    const ctx = contextOf(compute, 'timeDistributed', 0, true);
    const moved = {
      ...ctx,
      child: (path: string) => {
        const child = ctx.child(path);
        return {
          ...child,
          random: (purpose: string, row: number) => child.random(purpose, firstRow + row),
        };
      },
    };
    const y = layers.numbersOf('y', built.begin(store, [{ data: x }], moved).outputs[0]);
    return Array.from({ length: rows.length * 4 }, (_, step) =>
      Array.from(y.data.subarray(step * 50, (step + 1) * 50), (value) =>
        value === 0 ? '0' : '1',
      ).join(''),
    );
  };
  const all = dropped([0, 1], 0);
  if (new Set(all).size !== all.length) throw new Error('two steps draw the same');
  if (dropped([1], 1).join() !== all.slice(4).join()) throw new Error('a shard draws otherwise');
}

/** A mask passes through. */
export function expectMaskGoesOn({ layers, compute }: Place): void {
  const mask = maskOf('interior', 2, 5);
  const layer = layers.timeDistributed({ layer: layers.dense({ units: 1 }) });
  const inputs = [{ data: drawSequence(2, 5, 2, 0), mask }];
  const begun = layerSubject(layers, layer, 0, { inputs }).begin(compute);
  expectBits(begun.mask?.data, mask?.data ?? [], 'the mask');
}
