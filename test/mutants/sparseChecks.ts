import type { Layer } from '../../src/layers/index.ts';
import { randomStream, sizeOf, type Tensor } from '../../src/tensor/index.ts';
import type { LayerRoom } from '../layers/room.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import type { Library } from './load.ts';

// What must hold of sparse gradients: what a batch names is trained as always, all else rests.

const [B, T, V, E, U] = [3, 4, 40, 2, 3];

const TABLE = 'readTable/table/embeddings';

interface Batch {
  readonly x: { readonly data: number[][]; readonly mask: number[][] };
  readonly y: number[];
}

/** An embedding whose table stands behind other weights, some of them frozen. */
function readTable(room: LayerRoom, sparseGradients: boolean): Layer {
  return room.composeLayer<object>({
    kind: 'readTable',
    required: [],
    defaults: {},
    reads: 'ids',
    build(_options, inputs, owner, child) {
      const looked = { type: 'numbers', shape: [null, E] } as const;
      const dense = child('dense', room.dense({ units: E, trainable: false }), [looked]);
      const lstm = child('lstm', room.lstm({ units: U }), [looked]);
      const options = { inputDim: V, outputDim: E, sparseGradients };
      const table = child('table', room.embedding(options), inputs);
      return {
        output: lstm.output,
        begin(store, [ids, ...states], ctx) {
          const a = table.begin(store, ids ? [ids] : [], ctx.child(`${owner}/table`));
          const b = dense.begin(store, a.outputs, ctx.child(`${owner}/dense`, true));
          const read = [...b.outputs, ...states];
          const c = lstm.begin(store, read, ctx.child(`${owner}/lstm`, true));
          return {
            outputs: c.outputs,
            backward(d) {
              a.backward(b.backward(c.backward(d).slice(0, 1)));
              return [];
            },
          };
        },
      };
    },
  })({});
}

/** A kind of optimizer and its options. */
interface Optimizer {
  readonly kind: string;
  readonly options: object;
}

const ADAM: Optimizer = {
  kind: 'adam',
  options: { learningRate: 0.01, globalClipNorm: 0.01, weightDecay: 0.1 },
};
const SGD: Optimizer = { kind: 'sgd', options: { learningRate: 1, globalClipNorm: 0.2 } };

function modelOf({ sequential, layers, optimizerFrom }: Library, sparse: boolean, how: Optimizer) {
  const model = sequential(
    [
      layers.input({ shape: [null], dtype: 'int32' }),
      readTable(layers, sparse),
      layers.dense({ units: 2 }),
    ],
    { dtype: 'float64', kernels: 'reference' },
  );
  const optimizer = optimizerFrom(how.kind, how.options);
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  return model;
}

/**
 * Batches that name few ids, even ones and odd ones by turns. What stands at masked steps is an id that
 * the batch before has named: touched, it would not rest, because Adam remembers it.
 */
function batchesOf(steps: number): Batch[] {
  const random = randomStream(0, 'sparse');
  const batches: Batch[] = [];
  for (let step = 0; step < steps; step++) {
    const before = batches.at(-1)?.x.data[0]?.[0] ?? 1;
    const mask = counted(B, (b) => counted(T, (t) => (t === 0 || (t + b) % 2 === 0 ? 1 : 0)));
    const named = (): number => 2 * random.integer(V / 2) + (step % 2);
    const data = mask.map((row) => row.map((runs) => (runs === 1 ? named() : before)));
    batches.push({ x: { data, mask }, y: data.map(() => random.integer(2)) });
  }
  return batches;
}

function counted<T>(count: number, of: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => of(i));
}

/** Batches that name every id. */
function fullBatches(steps: number): Batch[] {
  const columns = V / 4;
  return counted(steps, (step) => {
    const data = counted(4, (b) => counted(columns, (t) => b * columns + ((t + step) % columns)));
    return {
      x: { data, mask: data.map((row) => row.map(() => 1)) },
      y: data.map((_, b) => (b + step) % 2),
    };
  });
}

function expectSameTraining(library: Library, how: Optimizer, batches: readonly Batch[]): void {
  const [sparse, whole] = [modelOf(library, true, how), modelOf(library, false, how)];
  for (const { x, y } of batches) for (const model of [sparse, whole]) model.trainOnBatch(x, y);
  const expected = whole.getWeights();
  for (const [i, { path }] of whole.weights.entries()) {
    expectClose(sparse.getWeights()[i]?.data, expected[i]?.data ?? [], path);
  }
  expectBits([sparse.iterations], [batches.length], 'the number of updates');
}

/** Throws unless a rule that remembers nothing trains as with dense gradients. */
export function expectSparseIsDense(library: Library): void {
  expectSameTraining(library, SGD, batchesOf(3));
}

/** Throws unless Adam trains as with dense gradients, where every batch names every id. */
export function expectAllRowsAreDense(library: Library): void {
  expectSameTraining(library, ADAM, fullBatches(3));
}

/** Throws unless rows that a batch does not name keep their bits, and what Adam remembers of them. */
export function expectOthersRest(library: Library): void {
  const model = modelOf(library, true, ADAM);
  let before = tableOf(model);
  for (const { x, y } of batchesOf(3)) {
    model.trainOnBatch(x, y);
    const after = tableOf(model);
    const named = new Set(x.data.flatMap((row, b) => row.filter((_, t) => x.mask[b]?.[t] === 1)));
    for (const [name, numbers] of after) {
      for (let row = 0; row < V; row++) {
        const now = numbers.slice(row * E, (row + 1) * E);
        const was = before.get(name)?.slice(row * E, (row + 1) * E) ?? now.map(() => 0);
        if (!named.has(row)) expectBits(now, was, `${name} of row ${row}`);
        else if (now.every((value, j) => value === was[j])) {
          throw new Error(`${name} of row ${row} did not change`);
        }
      }
    }
    before = after;
  }
}

/** Copies of the table and, once a step was trained, of what is remembered of it. */
function tableOf(model: ReturnType<typeof modelOf>): Map<string, Tensor['data']> {
  const trained = model.weights.filter(({ trainable }) => trainable);
  const at = trained.findIndex(({ path }) => path === TABLE);
  const start = trained.slice(0, at).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const slots = Object.entries(model.optimizerState?.slots ?? {}).map(([name, [flat]]) => {
    return [name, flat?.data.slice(start, start + V * E) ?? new Float64Array()] as const;
  });
  return new Map([['the table', model.getWeight(TABLE).data], ...slots]);
}
