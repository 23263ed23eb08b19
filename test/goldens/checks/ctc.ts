import * as math from 'unrolled/math';
import { type Ids, type Tensor, View } from '../../../src/tensor/index.ts';
import type { MathRoom } from '../../math/pairs/room.ts';
import type { Golden } from '../goldens.ts';
import { expectGradient, expectLoss } from './losses.ts';
import { spoilMasked } from './masked.ts';

/** Batch loss, losses of the sequences and the gradient of one case of `ctc`. */
export function checkCtc(
  golden: Golden,
  room: Pick<MathRoom, 'ctcForward' | 'ctcBackward'> = math,
): void {
  const { inputs } = golden;
  const mask = inputs.optionalMask('mask');
  const logits = spoilMasked(inputs.floats<3>('logits'), mask);
  const targets = labelsOf(inputs.ids('labels'));
  const rowWeights: Tensor | undefined = inputs.optional('rowWeights');
  const { outputs, cache } = room.ctcForward({ logits, targets, mask, rowWeights });
  expectLoss(outputs, golden);
  expectGradient(room.ctcBackward(cache), golden, 'logits');
}

function labelsOf({ data, shape }: Ids): Ids<2> {
  return new View<2, Int32Array>(data, [shape[0] ?? 0, shape[1] ?? 0]);
}
