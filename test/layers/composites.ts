import type { Gradients, Layer, LayerFactory, Signature, Value } from '../../src/layers/index.ts';
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
