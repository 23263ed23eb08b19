import { adam, dense, input, type Model, sequential } from 'unrolled';

const INPUTS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const XOR = [[0], [1], [1], [0]];

/**
 * How many of the four cases of XOR are right: by the best of many neurons, each with other initial
 * weights, at its best moment; and by a net with a hidden layer, in the end.
 */
export async function learnXor(epochs: number, neurons: number) {
  let best = 0;
  for (let seed = 0; seed < neurons; seed++) {
    const neuron = sequential([input({ shape: [2] }), dense({ units: 1, activation: 'sigmoid' })], {
      seed,
    });
    best = Math.max(best, ...(await rightInEachEpoch(neuron, epochs)));
  }
  const net = sequential([
    input({ shape: [2] }),
    dense({ units: 8, activation: 'tanh' }),
    dense({ units: 1, activation: 'sigmoid' }),
  ]);
  const inTheEnd = (await rightInEachEpoch(net, epochs)).at(-1) ?? 0;
  return { neuron: best, hiddenLayer: inTheEnd };
}

async function rightInEachEpoch(model: Model, epochs: number): Promise<number[]> {
  model.compile({
    optimizer: adam({ learningRate: 0.1 }),
    loss: 'binaryCrossentropy',
    metrics: ['accuracy'],
  });
  const { history } = await model.fit(INPUTS, XOR, { epochs });
  return (history.accuracy ?? []).map((accuracy) => 4 * accuracy);
}
