import { elementsOf } from './convert.ts';
import type { Nested, Numbers, RankOf } from './numbers.ts';
import { operandOf } from './operand.ts';

/** Numbers nested `R` arrays deep: what `toNested` gives. */
export type NestedNumbers<R extends number> = R extends 0
  ? number
  : R extends 1
    ? number[]
    : R extends 2
      ? number[][]
      : R extends 3
        ? number[][][]
        : R extends 4
          ? number[][][][]
          : Nested;

/** The elements as plain numbers, nested in as many arrays as there are axes. */
export function toNested<A extends Numbers>(x: A): NestedNumbers<RankOf<A>>;
export function toNested(x: Numbers): Nested {
  const operand = operandOf('toNested', x);
  const elements = elementsOf(operand).values();
  const nest = (axis: number): Nested => {
    const length = operand.shape[axis];
    if (length === undefined) return elements.next().value ?? Number.NaN;
    return Array.from({ length }, () => nest(axis + 1));
  };
  return nest(0);
}
