import type { LstmVariantOutputs } from 'unrolled/math';
import type { Layer } from '../../src/layers/index.ts';
import { randomStream, type Tensor, View } from '../../src/tensor/index.ts';
import type { LossPlace } from '../laws/lossLaws.ts';
import type { Place } from '../laws/recurrentLaws.ts';
import { expectBits } from '../math/closeness.ts';
import { drawTensor, maskOf } from '../math/draw.ts';
import { drawSequence, layerSubject } from './layerSubject.ts';

const [B, T, I, U, P] = [3, 5, 2, 3, 4];
const OPTIONS = { activation: 'softsign', recurrentActivation: 'tanh' } as const;
const MASK = maskOf('interior', B, T);

/** Weights of the layer by name, with the rank that the pair wants. */
type Weights = <R extends number>(
  name: string,
  ...shape: View<R, Float64Array>['shape']
) => Tensor<R>;

/** Throws unless each variant's layer hands its weights, inputs and options to the pair as they are. */
export function expectLstmVariantsOfPairs({ layers, math, compute }: Place & LossPlace): void {
  const x = drawSequence(B, T, I, 0);
  const inputs = (size: number) => ({
    x,
    h0: drawTensor<2>([B, size], randomStream(0, 'h0')),
    c0: drawTensor<2>([B, U], randomStream(0, 'c0')),
    mask: MASK,
  });
  const common = (read: Weights, size: number) => ({
    kernel: read<2>('kernel', I, 4 * U),
    recurrentKernel: read<2>('recurrentKernel', size, 4 * U),
    bias: read<1>('bias', 4 * U),
  });
  const expectSame = (
    layer: Layer,
    size: number,
    run: (read: Weights) => { readonly outputs: LstmVariantOutputs },
  ): void => {
    const { h0, c0 } = inputs(size);
    const given = [{ data: x, mask: MASK }, { data: h0 }, { data: c0 }];
    const subject = layerSubject(layers, layer, 0, { inputs: given });
    const read: Weights = (name, ...shape) => {
      const found = subject.weights[`${layer.kind}/${name}`];
      if (found === undefined) throw new Error(`${layer.kind} has no weight ${name}`);
      return new View(Float64Array.from(found.data), shape);
    };
    const { y, h, c } = run(read).outputs;
    const outputs = subject.begin(compute).outputs;
    for (const [i, tensor] of [y, h, c].entries()) {
      expectBits(outputs[i]?.data, tensor?.data ?? [], `${layer.kind}, output ${i}`);
    }
  };
  const how = { units: U, returnSequences: true, ...OPTIONS };
  expectSame(layers.layerNormLstm({ ...how, epsilon: 0.5 }), U, (read) =>
    math.layerNormLstmForward(
      {
        ...common(read, U),
        kernelGamma: read<1>('kernelGamma', 4 * U),
        recurrentGamma: read<1>('recurrentGamma', 4 * U),
        stateGamma: read<1>('stateGamma', U),
        stateBeta: read<1>('stateBeta', U),
      },
      inputs(U),
      { ...OPTIONS, epsilon: 0.5 },
      compute,
    ),
  );
  expectSame(layers.peepholeLstm(how), U, (read) =>
    math.peepholeLstmForward(
      { ...common(read, U), peephole: read<1>('peephole', 3 * U) },
      inputs(U),
      OPTIONS,
      compute,
    ),
  );
  expectSame(layers.projectedLstm({ ...how, projection: P }), P, (read) =>
    math.projectedLstmForward(
      { ...common(read, P), projectionKernel: read<2>('projectionKernel', U, P) },
      inputs(P),
      OPTIONS,
      compute,
    ),
  );
}
