import { expect, test } from 'vitest';
import { memoryFor, referenceCompute, WeightCache } from '../../src/kernels/index.ts';
import { dense } from '../../src/layers/index.ts';
import { chainGraph } from '../../src/models/graph.ts';
import { Network } from '../../src/models/network.ts';
import { PassContexts, type PassOptions } from '../../src/models/passContexts.ts';
import { randomStream } from '../../src/tensor/index.ts';

const graph = chainGraph([dense({ units: 2 })], 'chain');
const { nodes } = new Network(graph, [{ type: 'numbers', shape: [3] }], 0, {
  memory: memoryFor('float32'),
});
const node = nodes[0]!;
const memory = referenceCompute('float32');
const cache = new WeightCache(memoryFor('float32'), []);
const FIRST: PassOptions = { compute: memory, training: true, step: 0 };

test('passes in the same memory have the same context, which draws for the step and the rows of each', () => {
  const contexts = new PassContexts(7, cache);
  const first = contexts.graphOptions(FIRST).contextOf(node);
  const drawn = (row: number) => first.random('dropout', row).uniform();
  const expected = (step: number, row: number) =>
    randomStream(7, 'dropout', node.path, step, row).uniform();
  expect(drawn(1)).toBe(expected(0, 1));
  const second = contexts.graphOptions({ ...FIRST, step: 5, firstRow: 4 }).contextOf(node);
  expect(second).toBe(first);
  expect(drawn(1)).toBe(expected(5, 5));
  const child = first.child('inner').random('dropout', 0).uniform();
  expect(child).toBe(randomStream(7, 'dropout', 'inner', 5, 4).uniform());
});

test('penalties go to whom the pass names, or to nobody', () => {
  const contexts = new PassContexts(7, cache);
  const penalties = { scale: 1, add: () => {} };
  const context = contexts.graphOptions({ ...FIRST, penalties }).contextOf(node);
  expect(context.penalties).toBe(penalties);
  contexts.graphOptions(FIRST);
  expect(context.penalties).toBeUndefined();
});

test.each<[string, PassOptions]>([
  ['in another memory', { ...FIRST, compute: referenceCompute('float32') }],
  ['not of training', { ...FIRST, training: false }],
  ['without a way back', { ...FIRST, keeps: false }],
  ['that wants the gradient of its inputs', { ...FIRST, inputGradient: true }],
])('a pass %s has a context of its own', (_, options) => {
  const contexts = new PassContexts(7, cache);
  const context = contexts.graphOptions(FIRST).contextOf(node);
  const other = contexts.graphOptions(options).contextOf(node);
  expect(other).not.toBe(context);
  const { training, keeps } = options;
  expect(other).toMatchObject({ training, keeps, inputGradient: options.inputGradient ?? false });
  expect(contexts.graphOptions(FIRST).contextOf(node)).toBe(context);
});

test.each<[string, PassOptions, boolean]>([
  ['a pass without a way back', { ...FIRST, training: false, keeps: false }, true],
  ['one with a way back', { ...FIRST, training: false }, false],
  ['one of training', { ...FIRST, keeps: false }, false],
])('%s finds what is kept of the weights, or does not', (_, options, told) => {
  const context = new PassContexts(7, cache).graphOptions(options).contextOf(node);
  for (const one of [context, context.child('inner')]) {
    expect(one.keptFactor).toBe(told ? cache.keptFactor : undefined);
    expect(one.keptProducts).toBe(told ? cache.keptProducts : undefined);
  }
});
