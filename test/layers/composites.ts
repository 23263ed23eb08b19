import type {
  Context,
  Gradients,
  Layer,
  LayerFactory,
  Signature,
  Value,
} from '../../src/layers/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';
import type { LayerRoom } from './room.ts';

/** A user's own composite with a value used twice: y = x + W₂·tanh(W₁·x), both with a bias. */
export function residual(room: LayerRoom): LayerFactory<{ readonly units: number }> {
  return room.composeLayer<{ readonly units: number }>({
    kind: 'residual',
    required: ['units'],
    defaults: {},
    build({ units }, [input], owner, child) {
      const x = input ?? { type: 'numbers', shape: [] };
      const features = room.featuresOf(owner, x, '[batch, …, features]');
      const inner = child('inner', room.dense({ units, activation: 'tanh' }), [x]);
      const outer = child('outer', room.dense({ units: features }), [inner.output]);
      return {
        output: x,
        begin(store, [value], ctx) {
          const data = room.numbersOf(owner, value);
          const a = inner.begin(store, [{ data }], ctx.child(`${owner}/inner`));
          const b = outer.begin(store, a.outputs, ctx.child(`${owner}/outer`, true));
          const [branch] = b.outputs;
          const y = plus(data, room.numbersOf(owner, branch), ctx.zeros(data.shape));
          return {
            outputs: [{ data: y, mask: value?.mask }],
            backward([dy]) {
              // was: y = x + outer(inner(x))
              const [dx] = a.backward(b.backward([dy]));
              return [dx && dy && plus(dy, dx, ctx.zeros(dy.shape))];
            },
          };
        },
      };
    },
  });
}

function plus(a: Tensor, b: Tensor, out: Tensor): Tensor {
  for (let i = 0; i < out.data.length; i++) out.data[i] = a.data[i]! + b.data[i]!;
  return out;
}

/** Layers in a row, each on the output of the one before; the states of all of them are its own. */
export function chain(room: LayerRoom, ...parts: readonly Layer[]): Layer {
  return room.composeLayer<object>({
    kind: 'chain',
    required: [],
    defaults: {},
    build(_options, [input], owner, child) {
      let signature: Signature = input ?? { type: 'numbers', shape: [] };
      const children = parts.map((part, i) => {
        const built = child(`${i}`, part, [signature]);
        signature = built.output;
        return built;
      });
      const counts = children.map(({ state }) => state.length);
      return {
        output: signature,
        begin(store, [value, ...initial], ctx) {
          let between = value;
          const last: Value[] = [];
          const begun = children.map((built, i) => {
            const given = share(initial, counts, i);
            const inputs = [between, ...given].flatMap((one) => (one ? [one] : []));
            const wanted = i > 0 || ctx.inputGradient;
            const pending = built.begin(store, inputs, ctx.child(`${owner}/${i}`, wanted));
            const [output, ...states] = pending.outputs;
            between = output;
            last.push(...states);
            return pending;
          });
          return {
            outputs: [...(between ? [between] : []), ...last],
            backward([dy, ...dLast]) {
              let d = dy;
              const dInitial: Gradients[] = [];
              for (const [i, pending] of [...begun.entries()].reverse()) {
                const [dInput, ...dStates] = pending.backward([d, ...share(dLast, counts, i)]);
                d = dInput;
                dInitial.unshift(dStates);
              }
              return [d, ...dInitial.flat()];
            },
          };
        },
      };
    },
  })({});
}

/** The part of child i in a list in which every child has so many. */
function share<T>(all: readonly T[], counts: readonly number[], i: number): T[] {
  const before = counts.slice(0, i).reduce((sum, count) => sum + count, 0);
  return all.slice(before, before + (counts[i] ?? 0));
}

/** A source that several layers read, whose outputs are added. */
export function fork(room: LayerRoom, source: Layer, ...branches: readonly Layer[]): Layer {
  return room.composeLayer<object>({
    kind: 'fork',
    required: [],
    defaults: {},
    reads: source.reads,
    build(_options, [input], owner, child) {
      const trunk = child('source', source, input === undefined ? [] : [input]);
      const built = branches.map((branch, i) => child(`${i}`, branch, [trunk.output]));
      return {
        output: built[0]?.output ?? trunk.output,
        begin(store, [value], ctx) {
          const inputs = value === undefined ? [] : [value];
          const read = trunk.begin(store, inputs, ctx.child(`${owner}/source`));
          const begun = built.map((branch, i) =>
            branch.begin(store, read.outputs, ctx.child(`${owner}/${i}`, true)),
          );
          const outputs = begun.map((pending) => room.numbersOf(owner, pending.outputs[0]));
          return {
            outputs: [{ data: added(outputs, ctx), mask: begun[0]?.outputs[0]?.mask }],
            backward([dy]) {
              // was: y = Σ branch(source(x))
              const back = begun.map((pending) => pending.backward([dy])[0]);
              const known = back.filter((d) => d !== undefined);
              return read.backward([known.length === 0 ? undefined : added(known, ctx)]);
            },
          };
        },
      };
    },
  })({});
}

function added(all: readonly Tensor[], ctx: Context): Tensor {
  return all.slice(1).reduce((sum, one) => plus(sum, one, ctx.zeros(sum.shape)), all[0]!);
}

/** Layers that all read the input, and a layer that takes what they give. */
export function branches(room: LayerRoom, join: Layer, ...parts: readonly Layer[]): Layer {
  return room.composeLayer<object>({
    kind: 'branches',
    required: [],
    defaults: {},
    build(_options, inputs, owner, child) {
      const built = parts.map((part, i) => child(`${i}`, part, inputs));
      const outputs = built.map(({ output }) => output);
      const joined = child('join', join, outputs);
      return {
        output: joined.output,
        refusesSteps: joined.refusesSteps,
        begin(store, values, ctx) {
          const begun = built.map((one, i) =>
            one.begin(store, values.slice(0, 1), ctx.child(`${owner}/${i}`)),
          );
          const between = begun.flatMap((pending) => pending.outputs.slice(0, 1));
          const last = joined.begin(store, between, ctx.child(`${owner}/join`, true));
          return {
            outputs: last.outputs,
            backward(d) {
              // was: y = join(branch(x), …)
              const dBetween = last.backward(d);
              const back = begun.map((pending, i) => pending.backward([dBetween[i]])[0]);
              const known = back.filter((one) => one !== undefined);
              return [known.length === 0 ? undefined : added(known, ctx)];
            },
          };
        },
      };
    },
  })({});
}

/** A user's own layer that gives on all of its input but for the numbers, which it doubles. */
export function doubled(room: LayerRoom): Layer {
  const times2 = (x: Tensor, ctx: Context): Tensor => plus(x, x, ctx.zeros(x.shape));
  return room.defineLayer<object>({
    kind: 'doubled',
    required: [],
    defaults: {},
    build: (_options, [input], owner) =>
      room.leaf({
        output: input ?? { type: 'numbers', shape: [] },
        weights: {},
        forward(_weights, [value], ctx) {
          const data = times2(room.numbersOf(owner, value), ctx);
          return { outputs: [{ ...value, data }], cache: undefined };
        },
        backward: (_weights, _grads, _cache, [dy], ctx) => [dy && times2(dy, ctx)],
      }),
  })({});
}

/** A user's own layer that gives on all of its input but for the mask. */
export function unmasked(room: LayerRoom): Layer {
  return room.defineLayer<object>({
    kind: 'unmasked',
    required: [],
    defaults: {},
    build: (_options, [input], owner) =>
      room.leaf({
        output: input ?? { type: 'numbers', shape: [] },
        weights: {},
        forward(_weights, [value]) {
          const data = room.numbersOf(owner, value);
          return { outputs: [{ ...value, data, mask: undefined }], cache: undefined };
        },
        backward: (_weights, _grads, _cache, d) => d,
      }),
  })({});
}
