import { beamSearch, dense, embedding, input, sequential, simpleRnn } from 'unrolled';
import { type Tensor, View } from '../../../src/tensor/index.ts';
import { expectGolden, type Golden } from '../goldens.ts';

const LAYERS = [
  'embedding/embeddings',
  'simpleRnn/kernel',
  'simpleRnn/recurrentKernel',
  'simpleRnn/bias',
  'dense/kernel',
  'dense/bias',
];

/** Tokens, probabilities and scores of the beams of one case of `beamSearch`, in their order. */
export async function checkBeamSearch({ config, weights, inputs, outputs }: Golden): Promise<void> {
  const [vocabulary = 0, width = 0] = weights.floats('embedding/embeddings').shape;
  const [units = 0] = weights.floats('dense/kernel').shape;
  const model = sequential(
    [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: vocabulary, outputDim: width }),
      simpleRnn({ units, returnSequences: true }),
      dense({ units: vocabulary }),
    ],
    { dtype: 'float64' },
  );
  model.setWeights(LAYERS.map((path) => weights.floats(path)));
  const stops: readonly unknown[] = Array.isArray(config.stopTokens) ? config.stopTokens : [];
  const beams = await beamSearch(model, {
    prompt: [...inputs.ids('prompt').data],
    width: Number(config.width),
    maxTokens: Number(config.maxTokens),
    lengthPenalty: Number(config.lengthPenalty),
    stopTokens: stops.map(Number),
  });
  const most = Number(config.maxTokens);
  const nothing = new Array<number>(most).fill(-1);
  const ids = beams.flatMap((beam) => [...beam.ids, ...nothing].slice(0, most));
  const expected = outputs.ids('ids').data.join();
  if (ids.join() !== expected) throw new Error(`the beams are ${ids.join()}, not ${expected}`);
  expectGolden(listed(beams.map(({ logProb }) => logProb)), outputs.floats('logProbs'), 'logProb');
  expectGolden(listed(beams.map(({ score }) => score)), outputs.floats('scores'), 'score');
}

function listed(numbers: readonly number[]): Tensor<1> {
  return new View<1, Float64Array>(Float64Array.from(numbers), [numbers.length]);
}
