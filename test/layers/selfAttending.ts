import type { Layer } from '../../src/layers/index.ts';
import type { LayerRoom } from './room.ts';

/** A user's own composite: a layer of `[query, value]` that gets one sequence as both. */
export function selfAttending(room: LayerRoom, layer: Layer): Layer {
  return room.composeLayer<object>({
    kind: 'selfAttending',
    required: [],
    defaults: {},
    build(_options, [input], owner, child) {
      const both = input === undefined ? [] : [input, input];
      const inner = child('inner', layer, both);
      return {
        output: inner.output,
        refusesSteps: inner.refusesSteps,
        begin(store, [value], ctx) {
          const values = value === undefined ? [] : [value, value];
          const pending = inner.begin(store, values, ctx.child(`${owner}/inner`));
          return {
            outputs: pending.outputs.slice(0, 1),
            backward(d) {
              const [dQuery, dValue] = pending.backward(d);
              if (dQuery && dValue) {
                const sum = ctx.zeros(dQuery.shape);
                sum.data.set(dQuery.data);
                ctx.kernels.add(sum.data.length, dValue.data, 0, sum.data, 0);
                return [sum]; //  was: the value is the query
              }
              return [];
            },
          };
        },
      };
    },
  })({});
}
