import type { Sequence } from '../../layers/kinds.ts';
import { isIds } from '../../layers/value.ts';
import { type CtcCache, ctcBackward, ctcForward } from '../../math/index.ts';
import { formatShape, type Ids, ShapeError, type Tensor, View } from '../../tensor/index.ts';
import { checkOptions } from '../../tensor/options.ts';
import { builtIn } from '../builtIn.ts';
import { type CrossentropyOptions, checkCrossentropy } from './crossentropyOptions.ts';
import type { Loss } from './loss.ts';

/**
 * Connectionist temporal classification, for labels whose places in the sequence nobody knows: minus the
 * logarithm of the probability that the frames, each drawn from its softmax, spell the labels of a
 * sequence, once repeats are merged and then blanks are left out. In nats, one loss for each sequence;
 * that of a batch is Σ weight · loss / (number of sequences that have a frame).
 *
 * Logits are `[B, T, C]`, of which class 0 is the blank, as in Keras and PyTorch; targets are ids from 1
 * to C − 1, lists of any length or `[B, L]` filled up with zeros. Masked frames are left out. Metrics
 * look at steps, so none goes with it.
 *
 * @throws ConfigError for an unknown option, and in `forward` for a label that is none and for more
 * labels than the frames can spell
 * @see `ctcForward` of `unrolled/math`
 */
export function ctc(given: CrossentropyOptions = {}): Loss<CtcCache, Sequence> {
  const name = 'ctc';
  checkOptions(name, given, ['fromLogits']);
  const { fromLogits } = given;
  checkCrossentropy(name, fromLogits, 0);
  return builtIn<Loss<CtcCache, Sequence>>({
    name,
    options: Object.freeze({ ...given }),
    targets: 'classes',
    perSequence: true,
    activation: 'softmax',
    fromLogits,
    forward({ predictions, targets, mask, stepWeights }, compute) {
      const logits = framesOf(name, predictions);
      const inputs = { logits, targets: labelsOf(name, targets), mask, rowWeights: stepWeights };
      return ctcForward(inputs, compute);
    },
    backward: ctcBackward,
  });
}

function framesOf(owner: string, { data, shape }: Tensor): Tensor<3> {
  const [B, T, C] = shape;
  if (shape.length === 3 && B !== undefined && T !== undefined && C !== undefined) {
    return new View<3, Tensor['data']>(data, [B, T, C]);
  }
  throw new ShapeError(
    `${owner} wants predictions [batch, time, classes], got ${formatShape(shape)}: a recurrent layer ` +
      'gives them with returnSequences: true',
  );
}

function labelsOf(owner: string, targets: Ids | Tensor): Ids<2> {
  const [B, L] = targets.shape;
  if (isIds(targets) && targets.shape.length === 2 && B !== undefined && L !== undefined) {
    return new View<2, Int32Array>(targets.data, [B, L]);
  }
  throw new ShapeError(
    `${owner} wants labels [batch, labels] as whole numbers, got ${targets.dtype} ` +
      formatShape(targets.shape),
  );
}
