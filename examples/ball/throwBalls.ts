import { randomStream } from 'unrolled';

const GRAVITY = 9.81; // m/s²
const SECONDS = 0.1; // between two positions
const POSITIONS = 5; // seen of each throw

/** Where a ball is: metres along the ground and above it. */
export type Position = readonly [along: number, above: number];

/** One throw: the positions that were seen, in order, and the one that followed. */
export interface Throw {
  readonly positions: readonly Position[];
  readonly next: Position;
}

/** Balls in flight: first seen anywhere in the room, rising or falling, fast or slow; no air. */
export function throwBalls(count: number, seed: string): Throw[] {
  return Array.from({ length: count }, (_, ball) => {
    const { uniform } = randomStream(seed, 'throw', ball);
    const between = (low: number, high: number): number => low + (high - low) * uniform();
    const [along, above] = [between(-2, 2), between(0, 2)];
    const [speedAlong, speedUp] = [between(-3, 3), between(-1, 5)];
    const at = (moment: number): Position => {
      const t = moment * SECONDS;
      return [along + speedAlong * t, above + speedUp * t - (GRAVITY / 2) * t * t];
    };
    const positions = Array.from({ length: POSITIONS }, (_, moment) => at(moment));
    return { positions, next: at(POSITIONS) };
  });
}
