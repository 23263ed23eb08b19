import { referenceCompute } from '../kernels/index.ts';
import {
  copy,
  type Ids,
  type Mask,
  randomStream,
  type Seed,
  type Tensor,
  zeros,
} from '../tensor/index.ts';
import { checkCount, checkOptions } from '../tensor/options.ts';
import {
  compareGradients,
  type Differentiable,
  type GradientCheck,
  type GradientCheckOptions,
  normal,
  refuseFloat32,
} from './compareGradients.ts';
import type { Built, Context, Layer, Penalties, Pending } from './contract.ts';
import { isIds, type Signature, type Value } from './value.ts';
import { WeightStore } from './weightStore.ts';

/** The inputs of a layer whose gradients are to be checked. */
export interface LayerCheckInputs {
  /** The input, or several, then initial states; random ones if left out. Numbers in float64. */
  readonly inputs: readonly Value[];
  /** How many of them are inputs, of a layer that takes several; 1 by default. */
  readonly values?: number;
  /** Whether to check it as in training (dropout draws the same mask each time). */
  readonly training?: boolean;
}

/**
 * Checks the gradients of a layer, a user's own as well: every weight, input and initial state, from
 * random cotangents on the output and the final states. Weights get random values, so that no two
 * gates agree. Also checks the contract: going back twice doubles the gradients of the weights,
 * weights, inputs, masks and cotangents keep their bits, and passes that are begun side by side do
 * not disturb each other.
 *
 * @throws ConfigError for inputs in float32
 */
export function checkGradients(
  layer: Layer,
  given: LayerCheckInputs,
  options: GradientCheckOptions = {},
): GradientCheck {
  checkOptions('checkGradients', given, ['inputs', 'values', 'training']);
  const { training = false, values = 1 } = given;
  checkCount('checkGradients', 'values', values);
  const seed = options.seed ?? 0;
  const path = layer.name ?? layer.kind;
  const built = layer.build(path, given.inputs.slice(0, values).map(signatureOf));
  const inputs = withStates(given.inputs, values, built, seed);
  const store = new WeightStore(built.weights, seed, 'float64');
  const random = randomStream(seed, 'checkGradients', 'weights');
  for (let i = 0; i < store.values.length; i++) store.values[i] = 0.5 * random.normal();

  const read = inputs.slice(0, values).map((_, i) => (i === 0 ? 'input' : `input ${i}`));
  const names = [...read, ...built.state.map((state) => state.path)];
  const counts = (i: number): boolean => built.state[i - values]?.counts ?? false;
  const variables: Record<string, Tensor> = {};
  for (const spec of built.weights) variables[spec.path] = store.weight(spec.path);
  for (const [i, { data }] of inputs.entries()) {
    if (!isIds(data) && !counts(i)) variables[names[i] ?? `input ${i}`] = data;
  }
  refuseFloat32(variables);
  const begin = (all: readonly Value[]): Pending =>
    built.begin(store, all, contextOf(path, seed, training));
  const others = inputs.map((value, i) => (counts(i) ? value : halved(value)));
  // what the output costs is one output more: it is 0 where no activity regularizer makes it another
  const penalties = {
    total: 0,
    scale: 0,
    add(cost: number): void {
      penalties.total += cost;
    },
  };
  const broken = brokenRule(begin, inputs, others, store, variables, seed);
  const run = (): ReturnType<Differentiable['run']> => {
    penalties.total = 0;
    const pending = built.begin(store, inputs, contextOf(path, seed, training, penalties));
    const outputs = numbersIn(pending);
    const cost: Tensor = zeros<number>([1], 'float64');
    cost.data[0] = penalties.total;
    return {
      outputs: [...outputs, cost],
      backward(cotangents) {
        store.clearGradients();
        penalties.scale = cotangents[outputs.length]?.data[0] ?? 0;
        const dInputs = pending.backward(cotangents.slice(0, outputs.length));
        const gradients: Record<string, Tensor | undefined> = {};
        for (const spec of built.weights) gradients[spec.path] = store.gradient(spec.path);
        for (const [i, d] of dInputs.entries()) gradients[names[i] ?? `input ${i}`] = d;
        return gradients;
      },
    };
  };
  const check = compareGradients({ variables, run }, options);
  return broken === undefined ? check : { ...check, passed: false, message: `${path} ${broken}` };
}

/** The inputs and, where no initial states are given, random ones: they have gradients as well. */
function withStates(
  inputs: readonly Value[],
  values: number,
  { state }: Built,
  seed: Seed,
): readonly Value[] {
  const [input] = inputs;
  if (input === undefined || inputs.length > values) return inputs;
  const random = randomStream(seed, 'checkGradients', 'states');
  const B = input.data.shape[0] ?? 0;
  const states = state.map(({ shape, counts = false }) => {
    const sizes = [B, ...shape];
    return { data: counts ? zeros(sizes, 'float64') : normal(sizes, random) };
  });
  return [...inputs, ...states];
}

/** The first rule of the layer contract that does not hold, if any; `others` are legal inputs, too. */
function brokenRule(
  begin: (inputs: readonly Value[]) => Pending,
  inputs: readonly Value[],
  others: readonly Value[],
  store: WeightStore,
  variables: Readonly<Record<string, Tensor>>,
  seed: Seed,
): string | undefined {
  const read: [string, Pick<Tensor | Ids | Mask, 'data'>][] = Object.entries(variables);
  const moved = new Set(Object.values(variables));
  for (const { data, mask } of inputs) {
    if (isIds(data)) read.push(['the ids of input', data]);
    else if (!moved.has(data)) read.push(['the counts of a state', data]);
    if (mask !== undefined) read.push(['the mask of input', mask]);
  }
  const before = read.map(([, { data }]) => data.slice());
  store.clearGradients();
  const first = begin(inputs);
  const random = randomStream(seed, 'checkGradients', 'contract');
  const d = numbersIn(first).map((output) => normal(output.shape, random));
  const given = d.map(({ data }) => data.slice());
  const dInputs = first.backward(d).map((dInput) => dInput?.data.slice());
  const changed = read.find(([, { data }], i) => !sameElements(data, before[i]));
  if (changed !== undefined) return `must not change ${changed[0]} in forward or backward`;
  if (d.some(({ data }, i) => !sameElements(data, given[i]))) {
    return 'must not change the gradients it is given in backward';
  }

  const once = store.gradients.slice();
  begin(inputs).backward(d);
  const grew = once.findIndex((value, i) => {
    const twice = store.gradients[i] ?? Number.NaN;
    return !(Math.abs(twice - 2 * value) <= 1e-12 * Math.max(Math.abs(twice), 1));
  });
  if (grew >= 0) {
    return (
      `must add into its gradients: going back twice gave ${store.gradients[grew]} where once ` +
      `gave ${once[grew]}`
    );
  }

  store.clearGradients();
  const pending = begin(inputs);
  begin(others);
  const again = pending.backward(d);
  if (
    !sameElements(store.gradients, once) ||
    dInputs.some((dInput, i) => !sameElements(again[i]?.data, dInput))
  ) {
    return (
      'must keep what its way back needs apart from other passes: begun before another pass, it ' +
      'gave other gradients'
    );
  }
  return undefined;
}

function sameElements(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  for (let i = 0; i < b.length; i++) if (!Object.is(a[i], b[i])) return false;
  return a.length === b.length;
}

/** Half of the numbers of a value: other inputs that are as legal. */
function halved({ data, mask }: Value): Value {
  if (isIds(data)) return { data, mask };
  const half = copy(data);
  for (let i = 0; i < half.data.length; i++) half.data[i]! /= 2;
  return { data: half, mask };
}

function numbersIn({ outputs }: Pending): Tensor[] {
  return outputs.flatMap(({ data }) => (isIds(data) ? [] : [data]));
}

function signatureOf({ data }: Value): Signature {
  const [, ...shape] = data.shape;
  return { type: isIds(data) ? 'ids' : 'numbers', shape };
}

function contextOf(path: string, seed: Seed, training: boolean, penalties?: Penalties): Context {
  return {
    ...referenceCompute('float64'),
    training,
    inputGradient: true,
    penalties,
    random: (purpose, row) => randomStream(seed, purpose, path, 0, row),
    child: (childPath) => contextOf(childPath, seed, training, penalties),
  };
}
