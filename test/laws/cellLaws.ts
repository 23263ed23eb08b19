import type { Cell, Layer, Value } from '../../src/layers/index.ts';
import { randomStream, type Tensor, View } from '../../src/tensor/index.ts';
import { elmanCell } from '../layers/cells.ts';
import { chain } from '../layers/composites.ts';
import { drawSequence, layerSubject } from '../layers/layerSubject.ts';
import type { LayerRoom } from '../layers/room.ts';
import { expectBits } from '../math/closeness.ts';
import { drawTensor, type MaskKind, maskOf } from '../math/draw.ts';
import { expectAgreement } from '../math/expectAgreement.ts';
import { runBothWays } from '../math/passes.ts';
import { present, type Subject } from '../math/subject.ts';
import type { Place } from './recurrentLaws.ts';

/** A built-in cell and the layer it is one step of. */
export interface CellOfLayer {
  readonly name: string;
  readonly cell: (room: LayerRoom) => Cell;
  readonly layer: (room: LayerRoom, returnSequences: boolean) => Layer;
  /** The sizes of its states. */
  readonly states: readonly number[];
}

const [B, T, I, U] = [3, 5, 2, 3];

const RNN_OPTIONS = { units: U, activation: 'softsign', useBias: false } as const;
const LSTM_OPTIONS = {
  units: U,
  activation: 'softsign',
  recurrentActivation: 'tanh',
  unitForgetBias: false,
  kernelInitializer: 'heNormal',
} as const;
const GRU_OPTIONS = { units: U, resetAfter: false, recurrentInitializer: 'glorotNormal' } as const;

export const CELLS_OF_LAYERS: readonly CellOfLayer[] = [
  {
    name: 'simpleRnnCell',
    cell: (room) => room.simpleRnnCell({ units: U }),
    layer: (room, returnSequences) => room.simpleRnn({ units: U, returnSequences }),
    states: [U],
  },
  {
    name: 'simpleRnnCell with options',
    cell: (room) => room.simpleRnnCell(RNN_OPTIONS),
    layer: (room, returnSequences) => room.simpleRnn({ ...RNN_OPTIONS, returnSequences }),
    states: [U],
  },
  {
    name: 'lstmCell',
    cell: (room) => room.lstmCell({ units: U }),
    layer: (room, returnSequences) => room.lstm({ units: U, returnSequences }),
    states: [U, U],
  },
  {
    name: 'lstmCell with options',
    cell: (room) => room.lstmCell(LSTM_OPTIONS),
    layer: (room, returnSequences) => room.lstm({ ...LSTM_OPTIONS, returnSequences }),
    states: [U, U],
  },
  {
    name: 'gruCell',
    cell: (room) => room.gruCell({ units: U }),
    layer: (room, returnSequences) => room.gru({ units: U, returnSequences }),
    states: [U],
  },
  {
    name: 'gruCell with options',
    cell: (room) => room.gruCell(GRU_OPTIONS),
    layer: (room, returnSequences) => room.gru({ ...GRU_OPTIONS, returnSequences }),
    states: [U],
  },
];

/** Every mask; states are given where each row's first step counts. */
const RUNS: readonly (readonly [mask: MaskKind, statesGiven: boolean])[] = [
  ['no mask', true],
  ['suffix', true],
  ['interior', true],
  ['prefix', false],
  ['whole row', false],
];

function inputsOf(
  states: readonly number[],
  mask: MaskKind,
  statesGiven: boolean,
): readonly Value[] {
  const x = { data: drawSequence(B, T, I, 0), mask: maskOf(mask, B, T) };
  const initial = states.map((size, i) => ({
    data: drawTensor([B, size], randomStream('state', i)),
  }));
  return statesGiven ? [x, ...initial] : [x];
}

/** `rnn(cell)` is the cell's layer: weights, outputs, states and gradients, to the bit. */
export function expectRnnIsLayer({ layers, compute }: Place, one: CellOfLayer): void {
  for (const returnSequences of [true, false]) {
    const expected = one.layer(layers, returnSequences);
    const actual = layers.rnn(one.cell(layers), { returnSequences });
    const signature = { type: 'numbers' as const, shape: [null, I] };
    const built = actual.build('rnn', [signature]);
    const kept = expected.build('layer', [signature]);
    expectSame(
      built.weights.map(({ path, shape, gates }) => [path.split('/').at(-1), shape, gates]),
      kept.weights.map(({ path, shape, gates }) => [path.split('/').at(-1), shape, gates]),
      'weights',
    );
    for (const [i, { initialize }] of kept.weights.entries()) {
      const [a, b] = [new Float64Array(4 * U * U), new Float64Array(4 * U * U)];
      built.weights[i]?.initialize(a, randomStream(0));
      initialize(b, randomStream(0));
      expectBits(a, b, `the initial weight ${i}`);
    }
    for (const [mask, statesGiven] of RUNS) {
      const inputs = inputsOf(one.states, mask, statesGiven);
      expectSameBits(
        { layers, compute },
        layerSubject(layers, actual, 0, { inputs }),
        layerSubject(layers, expected, 0, { inputs }),
      );
    }
  }
}

/** The cell run step by step as users' own cells are: outputs to the bit, and its gradients. */
export function expectStepsAreLayer({ layers, compute }: Place, one: CellOfLayer): void {
  const cell = one.cell(layers);
  const plain: Cell = {
    kind: cell.kind,
    options: cell.options,
    bind: (path, size) => cell.bind(path, size),
    build: (options) => cell.build(options),
  };
  for (const returnSequences of [true, false]) {
    const actual = layers.rnn(plain, { returnSequences });
    for (const [mask, statesGiven] of RUNS) {
      const inputs = inputsOf(one.states, mask, statesGiven);
      const subjectOf = (layer: Layer): Subject =>
        givenAlone(layerSubject(layers, layer, 0, { inputs }));
      expectAgreement(subjectOf(actual), subjectOf(one.layer(layers, returnSequences)), compute);
    }
  }
}

/**
 * The gradients of inputs that are given alone. That of an initial state of zeros differs before a row's
 * first step: there it is the output of a layer, while `rnn` gives 0.
 */
function givenAlone(subject: Subject): Subject {
  return {
    ...subject,
    begin(compute, inputGradient) {
      const { outputs, backward } = subject.begin(compute, inputGradient);
      const given = ([name]: [string, unknown]): boolean => subject.inputs[name] !== undefined;
      return {
        outputs,
        backward: (d) => Object.fromEntries(Object.entries(backward(d)).filter(given)),
      };
    },
  };
}

/** The cell stepped by hand gives every output and the last state of the layer, to the bit. */
export function expectSteppedByHand({ layers, compute }: Place, one: CellOfLayer): void {
  const inputs = inputsOf(one.states, 'no mask', true);
  const whole = layerSubject(layers, one.layer(layers, true), 0, { inputs });
  const [y, ...last] = whole.begin(compute).outputs;
  const [x, ...initial] = inputs.map(({ data }) => data);
  const stepping = one.cell(layers).build({ inputSize: I, dtype: 'float64' });
  const named = present(whole.weights).map(([path, weight]): [string, Tensor] => [
    path.split('/').at(-1) ?? path,
    weight,
  ]);
  stepping.setWeights(Object.fromEntries(named));
  const names = Object.keys(whole.inputs)
    .slice(1)
    .map((path) => path.split('/').at(-1) ?? path);
  const given = names.flatMap((name, i): [string, Tensor][] => {
    const state = initial[i];
    return state === undefined || layers.isIds(state) ? [] : [[name, state]];
  });
  let state: Readonly<Record<string, Tensor>> = Object.fromEntries(given);
  for (let t = 0; t < T; t++) {
    const step = stepping.step(stepOf(x?.data ?? [], t, I), state);
    state = step.state;
    const expected = stepOf(y?.data ?? [], t, y?.shape[2] ?? 0);
    expectBits(step.output.data, expected.data, `the output at step ${t}`);
  }
  for (const [i, name] of names.entries()) {
    expectBits(state[name]?.data, last[i]?.data ?? [], `the last ${name}`);
  }
}

/** Stacks, and the layers that each is, one after the other. */
export const STACKS: readonly {
  readonly name: string;
  readonly cells: (room: LayerRoom) => readonly Cell[];
  readonly layers: (room: LayerRoom, returnSequences: boolean) => readonly Layer[];
  readonly states: readonly number[];
}[] = [
  {
    name: 'two LSTMs',
    cells: (room) => [room.lstmCell({ units: 4 }), room.lstmCell({ units: U })],
    layers: (room, returnSequences) => [
      room.lstm({ units: 4, returnSequences: true }),
      room.lstm({ units: U, returnSequences }),
    ],
    states: [4, 4, U, U],
  },
  {
    name: "a GRU, a user's cell and an LSTM",
    cells: (room) => [
      room.gruCell({ units: 4 }),
      elmanCell(room)({ units: 5 }),
      room.lstmCell({ units: U }),
    ],
    layers: (room, returnSequences) => [
      room.gru({ units: 4, returnSequences: true }),
      room.rnn(elmanCell(room)({ units: 5 }), { returnSequences: true }),
      room.lstm({ units: U, returnSequences }),
    ],
    states: [4, 5, U, U],
  },
  {
    name: "a user's cell on a simple RNN",
    cells: (room) => [room.simpleRnnCell({ units: 4 }), elmanCell(room)({ units: U })],
    layers: (room, returnSequences) => [
      room.simpleRnn({ units: 4, returnSequences: true }),
      room.rnn(elmanCell(room)({ units: U }), { returnSequences }),
    ],
    states: [4, U],
  },
];

/** A stack of cells is its layers in a row, to the bit. */
export function expectStackIsChain(
  { layers, compute }: Place,
  { cells, layers: parts, states }: (typeof STACKS)[number],
): void {
  for (const returnSequences of [true, false]) {
    const actual = layers.rnn(cells(layers), { returnSequences });
    const expected = chain(layers, ...parts(layers, returnSequences));
    for (const [mask, statesGiven] of RUNS) {
      const inputs = inputsOf(states, mask, statesGiven);
      expectSameBits(
        { layers, compute },
        layerSubject(layers, actual, 0, { inputs }),
        layerSubject(layers, expected, 0, { inputs }),
      );
    }
  }
}

/** At every step each cell of a stack reads what the one before it gave at that step. */
export function expectStackIsStepped({ layers, compute }: Place): void {
  const cells = [layers.gruCell({ units: 4 }), elmanCell(layers)({ units: U })] as const;
  const inputs = inputsOf([4, U], 'no mask', false);
  const layer = layers.rnn(cells, { returnSequences: true });
  const whole = layerSubject(layers, layer, 0, { inputs });
  const [y] = whole.begin(compute).outputs;
  const built = [
    cells[0].build({ inputSize: I, dtype: 'float64' }),
    cells[1].build({ inputSize: 4, dtype: 'float64' }),
  ];
  for (const [i, { kind }] of cells.entries()) {
    const own = present(whole.weights).filter(([path]) => path.startsWith(`rnn/${kind}/`));
    const named = own.map(([path, weight]): [string, Tensor] => [path.split('/')[2] ?? '', weight]);
    built[i]?.setWeights(Object.fromEntries(named));
  }
  const states: Readonly<Record<string, Tensor>>[] = [{}, {}];
  for (let t = 0; t < T; t++) {
    let below = stepOf(inputs[0]?.data.data ?? [], t, I);
    for (const [i, cell] of built.entries()) {
      const { output, state } = cell.step(below, states[i]);
      states[i] = state;
      below = output;
    }
    expectBits(below.data, stepOf(y?.data ?? [], t, 2).data, `the output at step ${t}`);
  }
}

/** Step t of a sequence `[B, T, N]`. */
function stepOf(sequence: ArrayLike<number>, t: number, N: number): Tensor<2> {
  const data = Float64Array.from({ length: B * N }, (_, i) => {
    const b = Math.floor(i / N);
    return sequence[(b * T + t) * N + (i % N)] ?? Number.NaN;
  });
  return new View<2, Float64Array>(data, [B, N]);
}

function expectSameBits(
  { compute }: Pick<Place, 'layers' | 'compute'>,
  actual: Subject,
  expected: Subject,
): void {
  const a = runBothWays(actual, compute);
  const b = runBothWays(expected, compute);
  for (const [i, output] of b.outputs.entries()) expectBits(a.outputs[i], output, `output ${i}`);
  const gradients = Object.values(a.gradients);
  for (const [i, [name, gradient]] of Object.entries(b.gradients).entries()) {
    expectBits(gradients[i], gradient, `the gradient of ${name}`);
  }
}

function expectSame(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what} are ${a}, expected ${b}`);
}
