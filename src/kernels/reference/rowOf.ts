import type { FloatArray } from '../../tensor/index.ts';

/** y = f(x) along one row. */
export type Row = (N: number, x: FloatArray, xAt: number, y: FloatArray, yAt: number) => void;

/** dx = dy · f′(x) along one row, the slope taken from y = f(x). */
export type RowBackward = (
  N: number,
  y: FloatArray,
  yAt: number,
  dy: FloatArray,
  dyAt: number,
  dx: FloatArray,
  dxAt: number,
) => void;
