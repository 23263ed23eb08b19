import { isMainThread } from 'node:worker_threads';
import {
  defineLayer,
  featuresOf,
  type Loss,
  leaf,
  type Metric,
  meanSquaredError,
  numbersOf,
  weight,
} from 'unrolled';

// Layers, a loss and a metric that the library does not have. Workers get them from this module, as it
// is compiled by build.ts; the tests import it as it is.

/** What a fragile layer does in its n-th forward pass in a worker; in the main thread it never does. */
interface FragileOptions {
  readonly how: 'exit' | 'throw' | 'never';
  readonly at: number;
}

/** y = s ⊙ x with a learned s, in workers up to the pass that the options say. */
export const fragile = defineLayer<FragileOptions>({
  kind: 'fragile',
  required: ['how', 'at'],
  defaults: {},
  build({ how, at }, [before], owner) {
    const N = featuresOf(owner, before, '[batch, …, features]');
    let passes = 0;
    return leaf({
      output: { type: 'numbers', shape: before?.shape ?? [] },
      weights: { s: weight([N], (out) => out.fill(0.5)) },
      forward({ s }, [value], ctx) {
        if (!isMainThread && passes++ === at) {
          if (how === 'exit') process.exit(3);
          if (how === 'throw') throw new TypeError('this layer is fragile');
        }
        const x = numbersOf(owner, value);
        const y = ctx.zeros(x.shape);
        for (let i = 0; i < y.data.length; i++) y.data[i] = s.data[i % N]! * x.data[i]!;
        return { outputs: [{ data: y, mask: value?.mask }], cache: x };
      },
      backward({ s }, ds, x, [dy], ctx) {
        if (dy === undefined) return [];
        const dx = ctx.zeros(x.shape);
        for (let i = 0; i < dy.data.length; i++) {
          ds.s.data[i % N]! += dy.data[i]! * x.data[i]!; // was: y = s ⊙ x
          dx.data[i] = dy.data[i]! * s.data[i % N]!;
        }
        return [dx];
      },
    });
  },
});

const squared = meanSquaredError();

/** The squared error under another name. */
export const ownLoss: Loss<Parameters<typeof squared.backward>[0]> = {
  ...squared,
  name: 'ownLoss',
};

/** How many steps were seen, and how many updates it took. */
export const seen: Metric<{ readonly steps: number }> = {
  name: 'seen',
  init: () => ({ steps: 0 }),
  update: ({ steps }, { counts }) => ({ steps: steps + counts.reduce((sum, one) => sum + one, 0) }),
  merge: (first, second) => ({ steps: first.steps + second.steps }),
  result: ({ steps }) => steps,
};

/** A metric whose state cannot be sent to another thread once it has seen a batch. */
export const unsendable: Metric<object> = {
  name: 'unsendable',
  init: () => ({}),
  update: () => ({ count: () => 1 }),
  result: () => 0,
};

/** What workers take. */
export const layers = [fragile];
export const losses = [ownLoss];
export const metrics = [seen, unsendable];
