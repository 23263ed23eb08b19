import { adam, dense, type Features, input, type Layer, type Sequence, sequential } from 'unrolled';
import type { Sums } from './sums.ts';

/** The mean squared error of a net on unseen sequences, once it has learned others. */
export async function learn(
  recurrent: Layer<Sequence, Features>,
  seen: Sums,
  unseen: Sums,
  epochs: number,
): Promise<number> {
  const net = sequential([input({ shape: [null, 2] }), recurrent, dense({ units: 1 })]);
  const optimizer = adam({ learningRate: 0.01, globalClipNorm: 1 });
  net.compile({ optimizer, loss: 'meanSquaredError' });
  await net.fit(seen.x, seen.y, { epochs });
  const { loss } = await net.evaluate(unseen.x, unseen.y);
  return loss;
}
