import * as math from 'unrolled/math';
import { reshaped, type Tensor } from '../../../src/tensor/index.ts';
import { expectGolden, expectGoldens, type Golden, type Stored, scalar } from '../goldens.ts';

/**
 * Embedding, two recurrent layers, dense and softmax cross-entropy, chained by hand: logits, loss and
 * the gradient of every weight of one case of `languageModel`.
 */
export function checkLanguageModel({ config, weights, inputs, outputs, gradients }: Golden): void {
  const mask = inputs.optionalMask('mask');
  const kind = kindOf(config.layers);
  const begin = BEGIN[kind];
  const model = readModel(weights, kind);
  const grads = readModel(weights, kind);
  for (const tensor of Object.values(byName(grads, kind))) tensor.data.fill(0);
  const embedded = math.embeddingForward(model, { ids: inputs.ids('ids'), mask });
  const first = begin(model.lower, grads.lower, { x: sequence(embedded.output), mask });
  const second = begin(model.upper, grads.upper, { x: sequence(first.y), mask });
  const scores = math.denseForward(model.dense, sequence(second.y));
  const loss = math.softmaxCrossEntropyForward({
    logits: scores.output,
    targets: inputs.ids('labels'),
    mask,
  });
  expectGolden(scores.output, outputs.floats('logits'), 'logits');
  const { total, count } = loss.outputs;
  expectGolden(scalar(total / count), outputs.floats('loss'), 'loss');

  const dScores = sequence(math.softmaxCrossEntropyBackward(loss.cache));
  const dSecond = math.denseBackward(model.dense, grads.dense, scores.cache, dScores);
  const dEmbedded = first.backward(second.backward(dSecond));
  math.embeddingBackward(grads, embedded.cache, sequence(dEmbedded));
  expectGoldens(byName(grads, kind), gradients.weights, 'gradient of');
}

/** A recurrent layer run forward, and its way back from dy to dx. */
interface Begun {
  readonly y: Tensor | undefined;
  readonly backward: (dy: Tensor | undefined) => Tensor | undefined;
}

type Kind = 'lstm' | 'gru';
type Begin = (weights: Recurrent, grads: Recurrent, inputs: math.GruInputs) => Begun;

const BEGIN: Readonly<Record<Kind, Begin>> = {
  lstm(weights, grads, inputs) {
    const [own, ownGrads] = [withOneBias(weights), withOneBias(grads)];
    const { outputs, cache } = math.lstmForward(own, inputs);
    return {
      y: outputs.y,
      backward: (dy) => math.lstmBackward(own, ownGrads, cache, { y: sequence(dy) }).x,
    };
  },
  gru(weights, grads, inputs) {
    const { outputs, cache } = math.gruForward(weights, inputs);
    return {
      y: outputs.y,
      backward: (dy) => math.gruBackward(weights, grads, cache, { y: sequence(dy) }).x,
    };
  },
};

function kindOf(layers: unknown): Kind {
  if (layers === 'lstm' || layers === 'gru') return layers;
  throw new Error(`a golden case names the layers ${String(layers)}`);
}

interface Recurrent {
  readonly kernel: Tensor<2>;
  readonly recurrentKernel: Tensor<2>;
  readonly bias: Tensor<1 | 2>;
}

/** The same weights, whose bias is a row. */
function withOneBias({ kernel, recurrentKernel, bias }: Recurrent): math.LstmWeights {
  return { kernel, recurrentKernel, bias: reshaped<1>(bias, [bias.data.length]) };
}

type Model = ReturnType<typeof readModel>;

function readModel(weights: Stored, kind: Kind) {
  const recurrent = (path: string): Recurrent => ({
    kernel: weights.floats<2>(`${path}/kernel`),
    recurrentKernel: weights.floats<2>(`${path}/recurrentKernel`),
    bias: weights.floats<1 | 2>(`${path}/bias`),
  });
  return {
    embeddings: weights.floats<2>('embedding/embeddings'),
    lower: recurrent(kind),
    upper: recurrent(`${kind}_1`),
    dense: {
      kernel: weights.floats<2>('dense/kernel'),
      bias: weights.floats<1>('dense/bias'),
    },
  };
}

function byName({ embeddings, lower, upper, dense }: Model, kind: Kind): Record<string, Tensor> {
  return {
    'embedding/embeddings': embeddings,
    [`${kind}/kernel`]: lower.kernel,
    [`${kind}/recurrentKernel`]: lower.recurrentKernel,
    [`${kind}/bias`]: lower.bias,
    [`${kind}_1/kernel`]: upper.kernel,
    [`${kind}_1/recurrentKernel`]: upper.recurrentKernel,
    [`${kind}_1/bias`]: upper.bias,
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
