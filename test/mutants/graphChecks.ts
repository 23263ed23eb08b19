import { referenceCompute } from 'unrolled/math';
import { randomStream, type Tensor } from '../../src/tensor/index.ts';
import { drawSequence, layerSubject } from '../layers/layerSubject.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawIds, drawTensor, maskOf } from '../math/draw.ts';
import { expectContract } from '../math/expectContract.ts';
import { expectGradients } from '../math/expectGradients.ts';
import type { Library } from './load.ts';

// What must hold of a graph of layers: it computes what its layers compute one after another, its
// gradient is that of differences, and nothing that flows is taken for something else.

const DTYPE = { dtype: 'float64' } as const;

const WORDS = [
  [1, 2, 3, 4],
  [4, 3, 0, 1],
];
const SPOKEN = [
  [
    [0.3, 0.1],
    [-0.2, 0.4],
    [0.7, -0.5],
  ],
  [
    [0.5, -0.6],
    [0.2, 0.2],
    [-0.8, 0.1],
  ],
];
/**
 * Two inputs; a layer called twice, the first value of which is read and given; an output that is given twice; states passed on; a layer without
 * weights between others, and a frozen one; a shared layer.
 */
function parts({ layers }: Library) {
  const words = layers.input({ shape: [null], dtype: 'int32', name: 'words' });
  const spoken = layers.input({ shape: [null, 2], name: 'spoken' });
  const vectors = layers.embedding({ inputDim: 5, outputDim: 2, name: 'table' })(words);
  const bent = layers.activation({ activation: 'tanh' })(vectors);
  const flat = layers.dense({ units: 2, trainable: false, name: 'frozen' })(bent);
  const encoder = layers.lstm({ units: 3, returnState: true, name: 'encoder' });
  const [, h, c] = encoder(flat);
  const recurrent = layers.gru({ units: 2, returnSequences: true, name: 'gru' });
  const once = recurrent(spoken);
  const twice = recurrent(once);
  const decoder = layers.lstm({ units: 3, returnSequences: true, name: 'decoder' });
  const decoded = decoder(twice, { initialState: [h, c] });
  const shared = layers.dense({ units: 2, activation: 'tanh', name: 'shared' });
  return { words, spoken, said: shared(decoded), kind: shared(h), once };
}

function listed(library: Library) {
  const { words, spoken, said, kind, once } = parts(library);
  const outputs = [said, kind, once, said] as const;
  return library.model({ inputs: [words, spoken], outputs, seed: 3, ...DTYPE });
}

/** What it gives is what its layers give in chains of their own, put together by hand. */
export function expectGraphIsItsParts(library: Library): void {
  const { layers, sequential } = library;
  const net = listed(library);
  const [[said, kind, once]] = net.begin([WORDS, SPOKEN]);
  const weightsOf = (name: string): Tensor[] =>
    net.weights.flatMap(({ path }, i) => (path.startsWith(`${name}/`) ? net.getWeights()[i]! : []));

  const reader = sequential(
    [
      layers.input({ shape: [null], dtype: 'int32' }),
      layers.embedding({ inputDim: 5, outputDim: 2 }),
      layers.activation({ activation: 'tanh' }),
      layers.dense({ units: 2 }),
      layers.lstm({ units: 3, name: 'encoder' }),
    ],
    DTYPE,
  );
  reader.setWeights([...weightsOf('table'), ...weightsOf('frozen'), ...weightsOf('encoder')]);
  const [, , { state }] = reader.begin(WORDS);
  const [h, c] = [state['encoder/h']!, state['encoder/c']!];

  const grus = sequential(
    [layers.input({ shape: [null, 2] }), layers.gru({ units: 2, returnSequences: true })],
    DTYPE,
  );
  grus.setWeights(weightsOf('gru'));
  const [first] = grus.begin(SPOKEN);
  expectClose(once.data, first.data, 'what the first call gives');
  const [second] = grus.begin(first);

  const decoder = sequential(
    [
      layers.input({ shape: [null, 2] }),
      layers.lstm({ units: 3, returnSequences: true, name: 'decoder' }),
      layers.dense({ units: 2, activation: 'tanh' }),
    ],
    DTYPE,
  );
  decoder.setWeights([...weightsOf('decoder'), ...weightsOf('shared')]);
  const [expected] = decoder.begin(second, { state: { 'decoder/h': h, 'decoder/c': c } });
  expectClose(said.data, expected.data, 'what the decoder says');

  const last = sequential(
    [layers.input({ shape: [3] }), layers.dense({ units: 2, activation: 'tanh' })],
    DTYPE,
  );
  last.setWeights(weightsOf('shared'));
  expectClose(kind.data, last.begin(h)[0].data, 'what the shared layer makes of a state');
}

/** A chain of products is the product of all. */
export function expectChainIsItsParts({ layers, sequential }: Library): void {
  const plain = { useBias: false } as const;
  const net = sequential(
    [
      layers.input({ shape: [2] }),
      layers.dense({ units: 2, ...plain }),
      layers.dense({ units: 2, ...plain }),
    ],
    DTYPE,
  );
  const [A, B] = [
    [
      [1, 2],
      [3, 5],
    ],
    [
      [-1, 4],
      [0.5, 2],
    ],
  ] as const;
  net.setWeights([A, B]);
  const [y] = net.begin([[1, -2]]);
  const z = [A[0][0] - 2 * A[1][0], A[0][1] - 2 * A[1][1]] as const;
  expectClose(
    y.data,
    [z[0] * B[0][0] + z[1] * B[1][0], z[0] * B[0][1] + z[1] * B[1][1]],
    'the product',
  );
}

/**
 * A model as a layer keeps the contract, and its gradients are those of differences: of weights, of inputs
 * and of initial states, from those of outputs, of further outputs and of final states.
 */
export function expectModelAsLayer(library: Library): void {
  const layer = listed(library).asLayer({ name: 'inner' });
  const draw = (seed: number) => {
    const random = randomStream(seed, 'words');
    const words = { data: drawIds<2>([2, 4], 5, random), mask: maskOf('suffix', 2, 4) };
    const spoken = { data: drawSequence(2, 3, 2, seed), mask: maskOf('interior', 2, 3) };
    const states = [2, 2, 3, 3].map((units) => ({ data: drawTensor<2>([2, units], random) }));
    return layerSubject(library.layers, layer, seed, {
      inputs: [words, spoken, ...states],
      values: 2,
    });
  };
  expectContract(draw, referenceCompute('float64'));
  expectGradients(draw, referenceCompute('float64'));
}

/** Every call of a layer begins with states of its own and ends with them. */
export function expectCallsHaveStates({ layers, model, sequential }: Library): void {
  const x = layers.input({ shape: [null, 2] });
  const recurrent = layers.lstm({ units: 2, returnSequences: true, name: 'cell' });
  const once = recurrent(x);
  const net = model({ inputs: x, outputs: [once, recurrent(once)], seed: 2, ...DTYPE });
  const alone = sequential(
    [layers.input({ shape: [null, 2] }), layers.lstm({ units: 2, returnSequences: true })],
    DTYPE,
  );
  alone.setWeights(net.getWeights());
  const random = randomStream(1, 'states');
  const [h, c, h2, c2] = [0, 1, 2, 3].map(() => drawTensor<2>([2, 2], random));
  const given = { 'cell/h': h!, 'cell/c': c!, 'cell@2/h': h2!, 'cell@2/c': c2! };
  const [y, , { state }] = net.begin(SPOKEN, { state: given });
  const [first, , one] = alone.begin(SPOKEN, { state: { 'lstm/h': h!, 'lstm/c': c! } });
  const [second, , two] = alone.begin(first, { state: { 'lstm/h': h2!, 'lstm/c': c2! } });
  expectClose(y[0].data, first.data, 'the first call');
  expectClose(y[1].data, second.data, 'the second call');
  for (const name of ['h', 'c']) {
    expectClose(
      state[`cell/${name}`]?.data,
      one.state[`lstm/${name}`]!.data,
      `${name} of the first`,
    );
    expectClose(
      state[`cell@2/${name}`]?.data,
      two.state[`lstm/${name}`]!.data,
      `${name} of the second`,
    );
  }
}

/** Every call of a layer draws its own numbers, in a model and in a model within another. */
export function expectCallsDrawTheirOwn({ layers, model }: Library): void {
  const x = layers.input({ shape: [40] });
  const drop = layers.dropout({ rate: 0.5 });
  const inner = model({ inputs: x, outputs: [drop(x), drop(x)] });
  const [a, b] = inner.asLayer({ name: 'inner' })(x);
  for (const net of [inner, model({ inputs: x, outputs: [a, b] })]) {
    const ones = [Array.from({ length: 40 }, () => 1)];
    const [[first, second]] = net.begin(ones, { training: true, step: 0 });
    if (first.data.every((value, i) => value === second.data[i])) {
      throw new Error('two calls of a layer dropped the same elements');
    }
  }
}

/** A model as a layer begins with the weights it has, and trains unless it is frozen. */
export function expectLayerBeginsAsItsModel({ layers, model, sequential }: Library): void {
  const inner = sequential([layers.input({ shape: [2] }), layers.dense({ units: 2 })], { seed: 5 });
  const x = layers.input({ shape: [2] });
  for (const trainable of [true, false]) {
    const net = model({ inputs: x, outputs: inner.asLayer({ name: 'inner', trainable })(x) });
    expectBits(
      net.getWeights().flatMap(({ data }) => [...data]),
      inner.getWeights().flatMap(({ data }) => [...data]),
      'the weights',
    );
    if (net.trainableWeights.length !== (trainable ? 2 : 0)) {
      throw new Error(`of a layer with trainable: ${trainable} are trained other weights`);
    }
  }
}

/** A graph that is none is refused, by an error that names what is wrong. */
export function expectWrongGraphsAreRefused({ layers, model, sequential }: Library): void {
  const x = layers.input({ shape: [3], name: 'x' });
  const other = layers.input({ shape: [3], name: 'other' });
  const series = layers.input({ shape: [null, 3], name: 'series' });
  const twin = (): ReturnType<typeof layers.dense> => layers.dense({ units: 1, name: 'twin' });
  const same = layers.dense({ units: 3 });
  const [, h, c] = layers.lstm({ units: 2, returnState: true })(series);
  const decoded = layers.lstm({ units: 2 })(series, { initialState: [h, c] });
  const wrong: readonly (readonly [string, () => unknown])[] = [
    ["an input 'idle'", () => model({ inputs: { x, idle: other }, outputs: twin()(x) })],
    ["wants 'other' among", () => model({ inputs: x, outputs: [twin()(x), same(other)] })],
    ['to be what input', () => model({ inputs: twin()(x), outputs: x })],
    ['the same input twice', () => model({ inputs: { a: x, b: x }, outputs: x })],
    ["named 'twin'", () => model({ inputs: x, outputs: [twin()(x), twin()(x)] })],
    ['stands twice', () => sequential([x, same, same])],
    ['begins with states', () => model({ inputs: series, outputs: decoded }).step([[1, 2, 3]])],
    // @ts-expect-error the second input is missing
    ['wants 2 inputs', () => model({ inputs: [x, other], outputs: [x, other] }).asLayer()([x])],
  ];
  for (const [message, use] of wrong) {
    let refusal = '';
    try {
      use();
    } catch (error) {
      refusal = String(error);
    }
    if (!refusal.includes(message)) throw new Error(`not refused by '${message}': ${refusal}`);
  }
}
