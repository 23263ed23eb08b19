import * as math from 'unrolled/math';
import { reshaped, type Tensor } from '../../../src/tensor/index.ts';
import { expectGolden, expectGoldens, type Golden, type Stored, scalar } from '../goldens.ts';

/**
 * Embedding, two LSTM layers, dense and softmax cross-entropy, chained by hand: logits, loss and
 * the gradient of every weight of one case of `languageModel`.
 */
export function checkLanguageModel({ weights, inputs, outputs, gradients }: Golden): void {
  const mask = inputs.optionalMask('mask');
  const model = readModel(weights);
  const embedded = math.embeddingForward(model, { ids: inputs.ids('ids'), mask });
  const first = math.lstmForward(model.lstm, { x: sequence(embedded.output), mask });
  const second = math.lstmForward(model.lstm_1, { x: sequence(first.outputs.y), mask });
  const scores = math.denseForward(model.dense, sequence(second.outputs.y));
  const loss = math.softmaxCrossEntropyForward({
    logits: scores.output,
    targets: inputs.ids('labels'),
    mask,
  });
  expectGolden(scores.output, outputs.floats('logits'), 'logits');
  const { total, count } = loss.outputs;
  expectGolden(scalar(total / count), outputs.floats('loss'), 'loss');

  const grads = readModel(weights);
  for (const tensor of Object.values(byName(grads))) tensor.data.fill(0);
  const dScores = sequence(math.softmaxCrossEntropyBackward(loss.cache));
  const dSecond = math.denseBackward(model.dense, grads.dense, scores.cache, dScores);
  const dFirst = math.lstmBackward(model.lstm_1, grads.lstm_1, second.cache, { y: dSecond });
  const dEmbedded = math.lstmBackward(model.lstm, grads.lstm, first.cache, { y: dFirst.x });
  math.embeddingBackward(grads, embedded.cache, sequence(dEmbedded.x));
  expectGoldens(byName(grads), gradients.weights, 'gradient of');
}

type Model = ReturnType<typeof readModel>;

function readModel(weights: Stored) {
  const lstm = (path: string) => ({
    kernel: weights.floats<2>(`${path}/kernel`),
    recurrentKernel: weights.floats<2>(`${path}/recurrentKernel`),
    bias: weights.floats<1>(`${path}/bias`),
  });
  return {
    embeddings: weights.floats<2>('embedding/embeddings'),
    lstm: lstm('lstm'),
    lstm_1: lstm('lstm_1'),
    dense: {
      kernel: weights.floats<2>('dense/kernel'),
      bias: weights.floats<1>('dense/bias'),
    },
  };
}

function byName({ embeddings, lstm, lstm_1, dense }: Model): Record<string, Tensor> {
  return {
    'embedding/embeddings': embeddings,
    'lstm/kernel': lstm.kernel,
    'lstm/recurrentKernel': lstm.recurrentKernel,
    'lstm/bias': lstm.bias,
    'lstm_1/kernel': lstm_1.kernel,
    'lstm_1/recurrentKernel': lstm_1.recurrentKernel,
    'lstm_1/bias': lstm_1.bias,
    'dense/kernel': dense.kernel,
    'dense/bias': dense.bias,
  };
}

/** A tensor that has to be `[B, T, N]`, seen as such. */
function sequence(tensor: Tensor | undefined): Tensor<3> {
  const [B, T, N] = tensor?.shape ?? [];
  if (tensor === undefined || B === undefined || T === undefined || N === undefined) {
    throw new Error('a layer of the language model gave no sequence');
  }
  return reshaped(tensor, [B, T, N]);
}
