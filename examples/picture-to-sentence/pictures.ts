import { type Random, randomStream } from 'unrolled';

const SIZES = ['small', 'big'] as const;
const SHAPES = ['cross', 'ring', 'square'] as const;
const ROWS = ['top', 'bottom'] as const;
const SIDES = ['left', 'right'] as const;

/** What is on a picture. */
interface Scene {
  readonly size: (typeof SIZES)[number];
  readonly shape: (typeof SHAPES)[number];
  readonly row: (typeof ROWS)[number];
  readonly side: (typeof SIDES)[number];
}

/** A picture: how dark each of its points is, line after line, and what is on it. */
export interface Picture {
  readonly picture: readonly number[];
  readonly scene: Scene;
}

const WIDTH = 12;
const SPAN = { small: 3, big: 5 }; // points from edge to edge

/** Every word, and the full stop that ends a sentence. */
export const WORDS: readonly string[] = [
  '.',
  'a',
  ...SIZES,
  ...SHAPES,
  'at',
  'the',
  ...ROWS,
  ...SIDES,
];

/** "a big cross at the top right ." */
export function sentenceOf({ size, shape, row, side }: Scene): string {
  return `a ${size} ${shape} at the ${row} ${side} .`;
}

/** Pictures of every scene in turn, each drawn anew. */
export function pictures(count: number, seed: string): Picture[] {
  const scenes = SIZES.flatMap((size) =>
    SHAPES.flatMap((shape) =>
      ROWS.flatMap((row) => SIDES.map((side): Scene => ({ size, shape, row, side }))),
    ),
  );
  return Array.from({ length: count }, (_, i) => {
    const scene = scenes[i % scenes.length]!;
    return { picture: draw(scene, seed, i), scene };
  });
}

/** A scene somewhere in its corner, with a little noise. */
function draw({ size, shape, row, side }: Scene, seed: string, number: number): number[] {
  const random = randomStream(seed, 'picture', number);
  const span = SPAN[size];
  const [down, across] = [
    placeOf(row === 'top', span, random),
    placeOf(side === 'left', span, random),
  ];
  const points = Array.from({ length: WIDTH * WIDTH }, () => 0.2 * random.uniform());
  for (let y = 0; y < span; y++) {
    for (let x = 0; x < span; x++) {
      if (isDrawn[shape](x, y, span - 1)) points[(down + y) * WIDTH + across + x]! += 0.8;
    }
  }
  return points;
}

/** Somewhere in the first or the second half. */
function placeOf(first: boolean, span: number, { integer }: Random): number {
  const half = WIDTH / 2;
  return (first ? 0 : half) + integer(half - span + 1);
}

/** Which points from 0 to `last` belong to a shape. */
const isDrawn = {
  cross: (x: number, y: number, last: number) => x === y || x === last - y,
  ring: (x: number, y: number, last: number) => {
    const [onEdgeX, onEdgeY] = [x === 0 || x === last, y === 0 || y === last];
    return onEdgeX !== onEdgeY;
  },
  square: () => true,
};

/** A picture in letters. */
export function linesOf(picture: readonly number[]): string[] {
  return Array.from({ length: WIDTH }, (_, y) =>
    picture
      .slice(y * WIDTH, (y + 1) * WIDTH)
      .map((point) => (point > 0.5 ? '#' : '·'))
      .join(''),
  );
}
