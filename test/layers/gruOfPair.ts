import { randomStream, View } from '../../src/tensor/index.ts';
import type { LossPlace } from '../laws/lossLaws.ts';
import type { Place } from '../laws/recurrentLaws.ts';
import { expectBits } from '../math/closeness.ts';
import { drawTensor, maskOf } from '../math/draw.ts';
import { biasShape } from '../math/pairs/gru.ts';
import { rank2 } from '../math/pairs/simpleRnn.ts';
import { layerSubject } from './layerSubject.ts';

const [B, T, I, U] = [3, 5, 2, 3];

const OPTIONS = [
  { activation: 'linear', recurrentActivation: 'sigmoid', resetAfter: true },
  { activation: 'tanh', recurrentActivation: 'softsign', resetAfter: true },
  { activation: 'softsign', recurrentActivation: 'sigmoid', resetAfter: false },
  { activation: 'tanh', recurrentActivation: 'linear', resetAfter: false },
] as const;

/** Throws unless the layer `gru` hands its weights, inputs and options to the pair as they are. */
export function expectGruOfPair({ layers, math, compute }: Place & LossPlace): void {
  for (const options of OPTIONS) {
    const x = drawTensor<3>([B, T, I], randomStream(0, 'x'));
    const h0 = drawTensor<2>([B, U], randomStream(0, 'h0'));
    const mask = maskOf('interior', B, T);
    const layer = layers.gru({ units: U, returnSequences: true, ...options });
    const subject = layerSubject(layers, layer, 0, { inputs: [{ data: x, mask }, { data: h0 }] });
    const of = (name: string) => {
      const tensor = subject.weights[`gru/${name}`];
      if (tensor === undefined) throw new Error(`gru has no weight ${name}`);
      return tensor;
    };
    const weights = {
      kernel: rank2(of('kernel')),
      recurrentKernel: rank2(of('recurrentKernel')),
      bias: new View<1 | 2, Float64Array>(
        Float64Array.from(of('bias').data),
        biasShape(U, options.resetAfter),
      ),
    };
    const { outputs } = math.gruForward(weights, { x, h0, mask }, options, compute);
    const [y, h] = subject.begin(compute).outputs;
    expectBits(y?.data, outputs.y?.data ?? [], 'y');
    expectBits(h?.data, outputs.h.data, 'h');
  }
}
