import type { NdArrayLike } from './ndArrayLike.ts';
import { formatShape } from './shape.ts';

/** How the elements of a view are written. */
export interface FormatOptions {
  /** Significant digits of numbers that are not whole; 6 by default. */
  readonly precision?: number;
  /** How many elements are shown at either end of an axis too long to show; 3 by default. */
  readonly edgeItems?: number;
}

/**
 * A view as element type, shape and nested brackets: `float32 [2] [1, 2.5]`, with the columns
 * aligned. An axis longer than both its edges and two more is shortened to its edges.
 */
export function formatView(
  view: NdArrayLike & { readonly dtype: string },
  options: FormatOptions = {},
): string {
  const { precision = 6, edgeItems = 3 } = options;
  const rank = view.shape.length;
  const format = (text: (value: number) => string): string => {
    return formatFrom(view, 0, view.offset, edgeItems, text);
  };
  let width = 0;
  let elements = format((value) => {
    const text = formatNumber(value, precision);
    width = Math.max(width, text.length);
    return text;
  });
  if (rank > 1) elements = format((value) => formatNumber(value, precision).padStart(width));
  return `${view.dtype} ${formatShape(view.shape)}${rank > 1 ? '\n' : ' '}${elements}`;
}

function formatFrom(
  view: NdArrayLike,
  axis: number,
  at: number,
  edge: number,
  text: (value: number) => string,
): string {
  const length = view.shape[axis];
  if (length === undefined) return text(view.data[at] ?? Number.NaN);
  const step = view.stride[axis] ?? 0;
  const parts: string[] = [];
  for (let i = 0; i < length; i++) {
    if (length > 2 * edge + 2 && i === edge) {
      parts.push('…');
      i = length - edge;
    }
    parts.push(formatFrom(view, axis + 1, at + i * step, edge, text));
  }
  const innermost = axis === view.shape.length - 1;
  return `[${parts.join(innermost ? ', ' : `,\n${' '.repeat(axis + 1)}`)}]`;
}

function formatNumber(value: number, precision: number): string {
  return Number.isInteger(value) ? `${value}` : `${Number(value.toPrecision(precision))}`;
}
