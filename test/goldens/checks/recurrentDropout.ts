import * as math from 'unrolled/math';
import type { MathRoom } from '../../math/pairs/room.ts';
import type { Golden } from '../goldens.ts';
import { checkGru } from './gru.ts';
import { checkLstm } from './lstm.ts';
import { checkLayerNormLstm, checkPeepholeLstm, checkProjectedLstm } from './lstmVariants.ts';
import { checkSimpleRnn } from './simpleRnn.ts';

/** A recurrence whose recurrent kernel reads h ⊙ m. */
export function checkRecurrentDropout(golden: Golden, room: MathRoom = math): void {
  const { kind } = golden.config;
  if (kind === 'lstm') checkLstm(golden, room);
  else if (kind === 'gru') checkGru(golden, room);
  else if (kind === 'layerNormLstm') checkLayerNormLstm(golden, room);
  else if (kind === 'peepholeLstm') checkPeepholeLstm(golden, room);
  else if (kind === 'projectedLstm') checkProjectedLstm(golden, room);
  else checkSimpleRnn(golden, room);
}
