import type * as math from 'unrolled/math';
import type { Case } from '../subject.ts';

/** The functions under test: `unrolled/math`, or an edited copy of it. */
export type MathRoom = typeof math;

/** A pair of `unrolled/math` before its numbers are drawn. */
export type PairCase = Case<MathRoom>;
