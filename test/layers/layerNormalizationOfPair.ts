import { randomStream, type Tensor } from '../../src/tensor/index.ts';
import type { LossPlace } from '../laws/lossLaws.ts';
import type { Place } from '../laws/recurrentLaws.ts';
import { expectBits } from '../math/closeness.ts';
import { drawTensor, maskOf } from '../math/draw.ts';
import { layerSubject } from './layerSubject.ts';

/** `layerNormalization` gives what its pair gives for the same weights, options and mask. */
export function expectLayerNormalizationOfPair({
  layers,
  math,
  compute,
}: Place & Pick<LossPlace, 'math'>): void {
  const x = drawTensor<number>([2, 3, 2, 3], randomStream('x'));
  const mask = maskOf('interior', 2, 3);
  for (const options of [{}, { epsilon: 0.5 }, { center: false }, { scale: false }]) {
    const layer = layers.layerNormalization(options);
    const inputs = [{ data: x, mask }];
    const subject = layerSubject(layers, layer, 0, { inputs });
    const { outputs } = subject.begin(compute);
    const gamma = vector(subject.weights['layerNormalization/gamma']);
    const beta = vector(subject.weights['layerNormalization/beta']);
    const { scale = true, center = true, epsilon } = { ...NONE, ...options };
    if ((gamma !== undefined) !== scale) throw new Error(`scale ${scale} gave another gamma`);
    if ((beta !== undefined) !== center) throw new Error(`center ${center} gave another beta`);
    const how = epsilon === undefined ? {} : { epsilon };
    const { output } = math.layerNormalizationForward({ gamma, beta }, { x, mask }, how, compute);
    expectBits(outputs[0]?.data, output.data, `y with ${JSON.stringify(options)}`);
    for (const [step, counts] of (mask?.data ?? []).entries()) {
      const numbers = output.data.subarray(step * 6, (step + 1) * 6);
      if (counts === 0 && numbers.some((value) => value !== 0)) {
        throw new Error(`step ${step} is masked, but gave ${numbers.join()}`);
      }
      if (counts !== 0 && numbers.includes(0)) throw new Error(`step ${step} gave no number`);
    }
  }
}

interface Given {
  readonly scale?: boolean;
  readonly center?: boolean;
  readonly epsilon?: number;
}

const NONE: Given = {};

function vector(tensor: Tensor | undefined): Tensor<1> | undefined {
  return tensor && isVector(tensor) ? tensor : undefined;
}

function isVector(tensor: Tensor): tensor is Tensor<1> {
  return tensor.shape.length === 1;
}
