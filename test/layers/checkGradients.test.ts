import { checkGradients } from 'unrolled/testing';
import { describe, expect, test } from 'vitest';
import {
  type Context,
  defineLayer,
  type Layer,
  leaf,
  numbersOf,
  type Value,
  weight,
} from '../../src/layers/index.ts';
import { ConfigError, copy, type Mask, type Tensor, zeros } from '../../src/tensor/index.ts';
import { maskOf } from '../math/draw.ts';
import { drawSequence } from './layerSubject.ts';

/** y = w ⊙ x along the last axis, or what a mistake makes of it. */
interface Scale {
  forward(w: Tensor, x: Tensor, ctx: Context, mask: Mask | undefined): Tensor;
  backward(w: Tensor, dw: Tensor, x: Tensor, dy: Tensor, ctx: Context): Tensor | undefined;
}

const scale: Scale = {
  forward: (w, x, ctx) => scaled(x, w, ctx.zeros(x.shape)),
  backward(w, dw, x, dy, ctx) {
    for (const [i, d] of dy.data.entries()) dw.data[i % N]! += d * x.data[i]!;
    return scaled(dy, w, ctx.zeros(x.shape));
  },
};

const N = 3;

function scaled(x: Tensor, w: Tensor, out: Tensor): Tensor {
  for (const [i, value] of x.data.entries()) out.data[i] = value * w.data[i % N]!;
  return out;
}

function layerOf(parts: Partial<Scale>): Layer {
  const { forward, backward } = { ...scale, ...parts };
  return defineLayer<object>({
    kind: 'scale',
    required: [],
    defaults: {},
    build: (_options, [input]) =>
      leaf({
        output: input ?? { type: 'numbers', shape: [] },
        weights: { w: weight([N], (out) => out.fill(1)) },
        forward({ w }, [value], ctx) {
          const x = numbersOf('scale', value);
          const y = forward(w, x, ctx, value?.mask);
          return { outputs: [{ data: y, mask: value?.mask }], cache: x };
        },
        backward: ({ w }, { w: dw }, x, [dy], ctx) => [dy && backward(w, dw, x, dy, ctx)],
      }),
  })({});
}

function sequence(): { inputs: Value[] } {
  return { inputs: [{ data: drawSequence(2, 3, N, 0), mask: maskOf('suffix', 2, 3) }] };
}

describe('checkGradients', () => {
  test('passes a layer that is right, and says how it came to that', () => {
    const check = checkGradients(layerOf({}), sequence());
    expect(check).toMatchObject({ passed: true, entries: 18 + 3 });
    expect(check.error).toBeLessThan(1e-6);
    expect(check.message).toMatch(
      /^gradients agree: the worst of 21 entries is .+\[.+\], backward/,
    );
  });

  test('names the worst entry, with both numbers', () => {
    const layer = layerOf({
      backward(w, dw, x, dy, ctx) {
        const dx = scale.backward(w, dw, x, dy, ctx);
        dw.data[2]! += 0.25;
        return dx;
      },
    });
    const check = checkGradients(layer, sequence());
    expect(check).toMatchObject({ passed: false, worst: 'scale/w[2]' });
    expect(check.analytic - check.numeric).toBeCloseTo(0.25, 6);
    expect(check.message).toBe(
      `gradients differ: the worst of 21 entries is scale/w[2], backward ${check.analytic}, ` +
        `difference ${check.numeric}, relative error ${check.error} (tolerance 0.000001)`,
    );
  });

  test('tells an entry of the input by its index', () => {
    const layer = layerOf({
      backward(w, dw, x, dy, ctx) {
        const dx = scale.backward(w, dw, x, dy, ctx);
        if (dx) dx.data[4] = 7;
        return dx;
      },
    });
    expect(checkGradients(layer, sequence())).toMatchObject({ worst: 'input[0, 1, 1]' });
  });

  test('refuses float32, whose differences are noise', () => {
    const inputs = [{ data: zeros([2, 3, N], 'float32') }];
    expect(() => checkGradients(layerOf({}), { inputs })).toThrow(ConfigError);
    expect(() => checkGradients(layerOf({}), { inputs })).toThrow(
      'checkGradients wants float64, got input in float32: float32 differences are noise',
    );
  });

  test('is the same twice, and another with another seed', () => {
    const [once, again, other] = [0, 0, 1].map((seed) =>
      checkGradients(layerOf({}), sequence(), { seed }),
    );
    expect(again).toEqual(once);
    expect(other?.analytic).not.toBe(once?.analytic);
  });

  test('leaves the inputs as they were', () => {
    const { inputs } = sequence();
    const before = inputs.map(({ data }) => data.data.slice());
    checkGradients(layerOf({}), { inputs });
    expect(inputs.map(({ data }) => data.data)).toEqual(before);
  });
});

const WRONG_GRADIENTS: readonly (Partial<Scale> & { readonly mistake: string })[] = [
  {
    mistake: 'no gradient of the input',
    backward(w, dw, x, dy, ctx) {
      scale.backward(w, dw, x, dy, ctx);
      return undefined;
    },
  },
  {
    mistake: 'no gradient of the weight',
    backward: (w, dw, x, dy, ctx) => scale.backward(w, copy(dw), x, dy, ctx),
  },
  {
    mistake: 'the square of the weight in the gradient of the input',
    backward(w, dw, x, dy, ctx) {
      const dx = scale.backward(w, dw, x, dy, ctx);
      return dx && scaled(dx, w, dx);
    },
  },
  {
    mistake: 'a gradient that is off by 1e-5',
    backward(w, dw, x, dy, ctx) {
      const dx = scale.backward(w, dw, x, dy, ctx);
      if (dx) dx.data[7]! *= 1.00001;
      return dx;
    },
  },
  {
    mistake: 'a gradient that is NaN',
    backward(w, dw, x, dy, ctx) {
      const dx = scale.backward(w, dw, x, dy, ctx);
      dx?.data.fill(Number.NaN, 0, 1);
      return dx;
    },
  },
  {
    mistake: 'gradients that start from the weights',
    backward(w, dw, x, dy, ctx) {
      dw.data.set(w.data);
      return scale.backward(w, dw, x, dy, ctx);
    },
  },
];

test.each(WRONG_GRADIENTS)('checkGradients fails $mistake', (parts) => {
  expect(checkGradients(layerOf(parts), sequence()).passed).toBe(false);
});

let shared: Tensor | undefined;

const BROKEN_RULES: readonly (Partial<Scale> & {
  readonly mistake: string;
  readonly message: string;
})[] = [
  {
    mistake: 'a gradient that is overwritten',
    message: 'scale must add into its gradients: going back twice gave',
    backward(w, dw, x, dy, ctx) {
      dw.data.fill(0);
      return scale.backward(w, dw, x, dy, ctx);
    },
  },
  {
    mistake: 'an input that is scaled in place',
    message: 'scale must not change input in forward or backward',
    forward: (w, x, ctx) => {
      const y = scale.forward(w, x, ctx, undefined);
      scaled(x, w, x);
      return y;
    },
  },
  {
    mistake: 'an input whose padding is cleared in place',
    message: 'scale must not change input in forward or backward',
    forward(w, x, ctx, mask) {
      for (const [step, runs] of mask?.data.entries() ?? []) {
        if (runs === 0) x.data.fill(0, step * N, (step + 1) * N);
      }
      return scale.forward(w, x, ctx, mask);
    },
  },
  {
    mistake: 'an input that backward writes its gradient into',
    message: 'scale must not change input in forward or backward',
    backward(w, dw, x, dy, ctx) {
      const dx = scale.backward(w, dw, x, dy, ctx);
      if (dx) x.data.set(dx.data);
      return dx;
    },
  },
  {
    mistake: 'a weight that backward changes',
    message: 'scale must not change scale/w in forward or backward',
    backward(w, dw, x, dy, ctx) {
      const dx = scale.backward(w, dw, x, dy, ctx);
      w.data[1]! -= 1e-9;
      return dx;
    },
  },
  {
    mistake: 'a mask that is changed',
    message: 'scale must not change the mask of input in forward or backward',
    forward(w, x, ctx, mask) {
      mask?.data.fill(1);
      return scale.forward(w, x, ctx, mask);
    },
  },
  {
    mistake: 'a gradient that comes in and is used as scratch',
    message: 'scale must not change the gradients it is given in backward',
    backward(w, dw, x, dy, ctx) {
      scale.backward(w, dw, x, dy, ctx);
      const dx = copy(scaled(dy, w, dy));
      return dx;
    },
  },
  {
    mistake: 'what the way back needs, kept where the next pass finds it',
    message: 'scale must keep what its way back needs apart from other passes',
    forward(w, x, ctx) {
      shared = x;
      return scale.forward(w, x, ctx, undefined);
    },
    backward: (w, dw, x, dy, ctx) => scale.backward(w, dw, shared ?? x, dy, ctx),
  },
];

test.each(BROKEN_RULES)('checkGradients fails $mistake', ({ message, ...parts }) => {
  const check = checkGradients(layerOf(parts), sequence());
  expect(check.message).toContain(message);
  expect(check.passed).toBe(false);
});
