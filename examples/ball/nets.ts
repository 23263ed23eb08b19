import {
  adam,
  dense,
  input,
  type Model,
  type ModelData,
  sequential,
  simpleRnn,
  type Tensor,
} from 'unrolled';
import type { Position, Throw } from './throwBalls.ts';

/**
 * How far a feed-forward net misses, in metres: it sees one position of each throw, the last, and
 * says the next.
 */
export async function feedForwardMiss(
  seen: readonly Throw[],
  unseen: readonly Throw[],
  epochs: number,
): Promise<number> {
  const net = sequential([
    input({ shape: [2] }),
    dense({ units: 32, activation: 'tanh' }),
    dense({ units: 2 }),
  ]);
  const last = ({ positions }: Throw): Position => positions.at(-1) ?? [0, 0];
  await learn(net, seen.map(last), seen.map(target), epochs);
  return miss(await net.predict(unseen.map(last)), unseen.map(target));
}

/** How far a recurrent net misses: it has seen all positions up to the last. */
export async function recurrentMiss(
  seen: readonly Throw[],
  unseen: readonly Throw[],
  epochs: number,
): Promise<number> {
  const net = sequential([
    input({ shape: [null, 2] }),
    simpleRnn({ units: 32 }),
    dense({ units: 2 }),
  ]);
  const all = ({ positions }: Throw): readonly Position[] => positions;
  await learn(net, seen.map(all), seen.map(target), epochs);
  return miss(await net.predict(unseen.map(all)), unseen.map(target));
}

async function learn(
  net: Model,
  x: ModelData,
  y: readonly Position[],
  epochs: number,
): Promise<void> {
  net.compile({ optimizer: adam({ learningRate: 0.005 }), loss: 'meanSquaredError' });
  await net.fit(x, y, { epochs });
}

/** The ball's place after the last position of a throw. */
function target({ next }: Throw): Position {
  return next;
}

/** The mean distance between what was said and where the balls were. */
function miss(said: Tensor<2>, balls: readonly Position[]): number {
  const distances = balls.map(([along, above], ball) => {
    const [x, y] = [said.get(ball, 0) - along, said.get(ball, 1) - above];
    return Math.sqrt(x * x + y * y);
  });
  return distances.reduce((sum, distance) => sum + distance, 0) / balls.length;
}
