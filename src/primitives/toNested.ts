import { elementsOf } from './convert.ts';
import type { Numbers, RankOf } from './numbers.ts';
import { operandOf } from './operand.ts';

/** Numbers nested `R` arrays deep: what `toNested` gives. */
export type NestedNumbers<R extends number> = NestedOfRank[R];

interface NestedOfRank {
  0: number;
  1: number[];
  2: number[][];
  3: number[][][];
  4: number[][][][];
  5: number[][][][][];
  [rank: number]: NestedOfAnyRank;
}

type NestedOfAnyRank = number | NestedOfAnyRank[];

/** The elements as plain numbers, nested in as many arrays as there are axes. */
export function toNested<A extends Numbers>(x: A): NestedNumbers<RankOf<A>>;
export function toNested(x: Numbers): NestedOfAnyRank {
  const operand = operandOf('toNested', x);
  const elements = elementsOf(operand).values();
  const nest = (axis: number): NestedOfAnyRank => {
    const length = operand.shape[axis];
    if (length === undefined) return elements.next().value ?? Number.NaN;
    return Array.from({ length }, () => nest(axis + 1));
  };
  return nest(0);
}
