import {
  adam,
  ConfigError,
  decodeModel,
  dense,
  encodeModel,
  input,
  lstm,
  type ModelState,
  model,
  randomStream,
  simpleRnn,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';

const { normal } = randomStream('named layers', 'data');
const table = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, normal));
const days = Array.from({ length: 5 }, () => table(3, 2));
const place = table(5, 4);
/** Targets of the outer models below. */
const y = [Array.from({ length: 5 }, () => table(3, 2)), table(5, 2), table(5, 4)] as const;

/** Two inputs and two outputs, of which the first has a time axis. */
function parts() {
  const [from, to] = [input({ shape: [null, 2], name: 'from' }), input({ shape: [4], name: 'to' })];
  const read = lstm({ units: 4, returnSequences: true, returnState: true });
  const [all, last] = read(from);
  const shared = dense({ units: 4, activation: 'tanh' });
  return { from, to, all, sum: dense({ units: 2 })(shared(last)), way: shared(to) };
}

function named() {
  const { from, to, all, sum, way } = parts();
  return model({ inputs: { from, to }, outputs: { all, sum, way }, seed: 3 });
}

function listed() {
  const { from, to, all, sum, way } = parts();
  return model({ inputs: [from, to], outputs: [all, sum, way], seed: 3 });
}

function outerInputs() {
  return {
    x: input({ shape: [null, 2], name: 'x' }),
    z: input({ shape: [4], name: 'z' }),
    after: simpleRnn({ units: 2, returnSequences: true }),
  };
}

/** The same model twice, with that of names and that of lists inside, which it calls in other orders. */
function outers() {
  const byName = () => {
    const { x, z, after } = outerInputs();
    const { way, all, sum } = named().asLayer({ name: 'inner' })({ to: z, from: x });
    return model({ inputs: [x, z], outputs: [after(all), sum, way], seed: 7 });
  };
  const byPlace = () => {
    const { x, z, after } = outerInputs();
    const [all, sum, way] = listed().asLayer({ name: 'inner' })([x, z]);
    return model({ inputs: [x, z], outputs: [after(all), sum, way], seed: 7 });
  };
  return { byName: byName(), byPlace: byPlace() };
}

describe('a model with names as a layer', () => {
  test('is the model in lists: paths, summary, training and predictions, bit for bit', async () => {
    const { byName, byPlace } = outers();
    expect(byName.weights.map(({ path }) => path)).toEqual(byPlace.weights.map(({ path }) => path));
    expect(byName.weights[0]?.path).toBe('inner/lstm/kernel');
    expect(byName.summary()).toBe(byPlace.summary());
    const histories = [byName, byPlace].map(async (net) => {
      net.compile({ optimizer: adam(), loss: 'meanSquaredError' });
      return (await net.fit([days, place], y, { epochs: 3, batchSize: 2 })).history;
    });
    expect(await histories[0]).toEqual(await histories[1]);
    expectBits(weightsOf(byName), weightsOf(byPlace), 'the weights');
  });

  test('begins with the values that the model has', () => {
    const inner = named();
    const { x, z } = outerInputs();
    const outputs = inner.asLayer()({ from: x, to: z });
    const outer = model({ inputs: { x, z }, outputs, seed: 1 });
    expectBits(weightsOf(outer), weightsOf(inner), 'the weights');
  });

  test('is what it was when it comes from a file, also as a layer of a layer', async () => {
    const { x, z } = outerInputs();
    const inner = named().asLayer({ name: 'inner' })({ from: x, to: z });
    const middle = model({ inputs: { x, z }, outputs: inner, seed: 1 });
    const [a, b] = [input({ shape: [null, 2] }), input({ shape: [4] })];
    const { sum } = middle.asLayer({ name: 'middle' })({ z: b, x: a });
    const outer = model({ inputs: { a, b }, outputs: { said: sum } });
    const loaded = decodeModel(encodeModel(outer)).model as never as typeof outer;
    const data = { a: days, b: place };
    const expected = await outer.predict(data);
    expectBits((await loaded.predict(data)).said.data, expected.said.data, 'the predictions');
    expect(weightsOf(loaded)).toEqual(weightsOf(outer));
    // and it can be called by its names again
    const again = loaded.asLayer()({ a, b });
    expect(Object.keys(again)).toEqual(['said']);
  });

  test('is stepped, its states with the names of the layers in it', async () => {
    const from = input({ shape: [null, 2] });
    const said = lstm({ units: 3, returnSequences: true })(from);
    const inner = model({ inputs: { from }, outputs: { said }, seed: 4 });
    const x = input({ shape: [null, 2] });
    const outer = model({ inputs: x, outputs: inner.asLayer({ name: 'm' })({ from: x }).said });
    const whole = await outer.predict(days);
    let state: ModelState = outer.initialState(5);
    expect(Object.keys(state)).toEqual(['m/lstm/h', 'm/lstm/c']);
    for (let t = 0; t < 3; t++) {
      const step = outer.step(
        days.map((row) => row[t]!),
        state,
      );
      ({ state } = step);
      const expected = [...whole.data].filter((_, i) => Math.floor(i / 3) % 3 === t);
      expectBits(step.output.data, new Float32Array(expected), `step ${t}`);
    }
  });

  test('trains in workers as in this thread', async () => {
    const train = async (how: object): Promise<readonly number[]> => {
      const { byName } = outers();
      byName.compile({ optimizer: adam(), loss: 'meanSquaredError' });
      await byName.fit([days, place], y, { batchSize: 4, ...how });
      return weightsOf(byName);
    };
    expectBits(await train({ workers: 2 }), await train({ shards: 2 }), 'the weights');
  });
});

const { x, z } = outerInputs();
test.each<[string, object, string]>([
  ['one by itself', x, 'one by itself'],
  ['a list', [x, z], 'a list with others'],
  ['an empty list', [], 'an empty list'],
  ['one too few', { from: x }, '{ from }'],
  ['one too many', { from: x, to: z, more: z }, '{ from, to, more }'],
  ['another name', { from: x, towards: z }, '{ from, towards }'],
  ['what is no symbolic value', { from: x, to: 3 }, '{ from, to: 3 }'],
])('a layer whose inputs have names refuses %s', (_, given, got) => {
  const layer = named().asLayer({ name: 'inner' });
  expect(() => layer(given as never)).toThrow(
    new ConfigError(`inner wants symbolic values by name, { from, to }, got ${got}`),
  );
});

test('a layer whose outputs alone have names is called on what it takes', () => {
  const from = input({ shape: [2] });
  const outputs = { twice: dense({ units: 4 })(from), once: dense({ units: 2 })(from) };
  const layer = model({ inputs: from, outputs }).asLayer();
  expect(Object.keys(layer(input({ shape: [2] })))).toEqual(['twice', 'once']);
});
