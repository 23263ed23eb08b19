import { dense, embedding, input, lstm, Model, type Seed } from 'unrolled';

/** What differs between the models of these tests. */
export interface NextTokenModelOptions {
  readonly head?: 'linear' | 'softmax';
  readonly returnSequences?: boolean;
  readonly seed?: Seed;
}

/** An untrained model of V tokens that finds some of them clearly more likely than others. */
export function nextTokenModel(V: number, options: NextTokenModelOptions = {}): Model {
  const { head = 'linear', returnSequences = true, seed = 4 } = options;
  return new Model(
    [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: V, outputDim: 4, embeddingsInitializer: 'glorotNormal' }),
      lstm({ units: 8, returnSequences, kernelInitializer: 'heNormal' }),
      dense({ units: V, activation: head, kernelInitializer: 'heNormal' }),
    ],
    { seed },
  );
}
