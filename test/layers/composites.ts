import type { LayerFactory } from '../../src/layers/index.ts';
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

/** A composite with states: two LSTMs, one on top of the other. */
export function stackedLstm(room: LayerRoom): LayerFactory<{ readonly units: number }> {
  return room.composeLayer<{ readonly units: number }>({
    kind: 'stackedLstm',
    required: ['units'],
    defaults: {},
    build({ units }, [input], owner, child) {
      const layer = room.lstm({ units, returnSequences: true });
      const x = input ?? { type: 'numbers', shape: [] };
      const lower = child('lower', layer, [x]);
      const upper = child('upper', layer, [lower.output]);
      return {
        output: upper.output,
        begin(store, [value, h1, c1, h2, c2], ctx) {
          const given = [value, h1, c1].flatMap((one) => (one ? [one] : []));
          const a = lower.begin(store, given, ctx.child(`${owner}/lower`));
          const [between, ...lowerStates] = a.outputs;
          const above = [between, h2, c2].flatMap((one) => (one ? [one] : []));
          const b = upper.begin(store, above, ctx.child(`${owner}/upper`, true));
          const [y, ...upperStates] = b.outputs;
          return {
            outputs: [...(y ? [y] : []), ...lowerStates, ...upperStates],
            backward([dy, dh1, dc1, dh2, dc2]) {
              const [dBetween, ...dUpper] = b.backward([dy, dh2, dc2]);
              const [dx, ...dLower] = a.backward([dBetween, dh1, dc1]);
              return [dx, ...dLower, ...dUpper];
            },
          };
        },
      };
    },
  });
}

/** Ids to an embedding to an LSTM, the embedding's mask going along. */
export function embeddedLstm(
  room: LayerRoom,
): LayerFactory<{ readonly units: number; readonly maskZero?: boolean }> {
  return room.composeLayer<{ readonly units: number; readonly maskZero?: boolean }>({
    kind: 'embeddedLstm',
    required: ['units'],
    defaults: { maskZero: false },
    reads: 'ids',
    build({ units, maskZero }, [input], owner, child) {
      const ids = input ?? { type: 'ids', shape: [] };
      const table = room.embedding({ inputDim: 6, outputDim: 2, maskZero });
      const lookup = child('embedding', table, [ids]);
      const layer = room.lstm({ units, returnSequences: true });
      const lstm = child('lstm', layer, [lookup.output]);
      return {
        output: lstm.output,
        begin(store, [value, ...states], ctx) {
          const given = value ? [value] : [];
          const a = lookup.begin(store, given, ctx.child(`${owner}/embedding`));
          const b = lstm.begin(store, [...a.outputs, ...states], ctx.child(`${owner}/lstm`, true));
          return {
            outputs: b.outputs,
            backward(d) {
              const [dEmbedded, ...dStates] = b.backward(d);
              return [...a.backward([dEmbedded]), ...dStates];
            },
          };
        },
      };
    },
  });
}
