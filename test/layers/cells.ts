import type { CellFactory } from '../../src/layers/index.ts';
import { activated, addProduct, columns, map, product, sum, transposed } from './cellMath.ts';
import type { LayerRoom } from './room.ts';

/** How large a cell is. */
export interface CellOptions {
  readonly units: number;
}

/** Initial weights; tests draw others. */
export const ones = (out: Float64Array): Float64Array => out.fill(1);

/**
 * A user's own cell, as a textbook has it: h = tanh(x·W + h₋·R + b), and an output of its own size,
 * y = h·V.
 */
export function elmanCell(room: LayerRoom): CellFactory<CellOptions> {
  return room.defineCell<CellOptions>({
    kind: 'elman',
    required: ['units'],
    defaults: {},
    build: ({ units: U }, I) =>
      room.cell({
        weights: {
          W: room.weight([I, U], ones),
          R: room.weight([U, U], ones),
          b: room.weight([U], ones),
          V: room.weight([U, 2], ones),
        },
        state: { h: U },
        output: 2,
        forward({ W, R, b, V }, x, { h: before }, ctx) {
          const z = sum(ctx, product(ctx, x, W), product(ctx, before, R));
          const h = map(ctx, z, (value, _m, j) => Math.tanh(value + b.get(j)));
          return { output: product(ctx, h, V), state: { h }, cache: { x, before, h } };
        },
        backward({ W, R, V }, grads, { x, before, h }, d, ctx) {
          // was: y = h·V
          addProduct(grads.V, transposed(h), d.output);
          const dh = sum(ctx, d.state.h, product(ctx, d.output, transposed(V)));
          // was: h = tanh(z)
          const dz = map(ctx, dh, (value, m, j) => value * (1 - h.get(m, j) * h.get(m, j)));
          // was: z = x·W + h₋·R + b
          addProduct(grads.W, transposed(x), dz);
          addProduct(grads.R, transposed(before), dz);
          for (let m = 0; m < dz.shape[0]; m++) {
            for (let j = 0; j < U; j++) grads.b.data[j]! += dz.get(m, j);
          }
          return {
            x: product(ctx, dz, transposed(W)),
            state: { h: product(ctx, dz, transposed(R)) },
          };
        },
      }),
  });
}

/** The LSTM as a user would write it, gate by gate; the layer `lstm` must agree with it. */
export function lstmCell(room: LayerRoom): CellFactory<CellOptions> {
  return room.defineCell<CellOptions>({
    kind: 'lstmByHand',
    required: ['units'],
    defaults: {},
    build: ({ units: U }, I) =>
      room.cell({
        weights: {
          kernel: room.weight([I, 4 * U], ones),
          recurrentKernel: room.weight([U, 4 * U], ones),
          bias: room.weight([4 * U], ones),
        },
        state: { h: U, c: U },
        output: U,
        forward({ kernel, recurrentKernel, bias }, x, { h: hBefore, c: cBefore }, ctx) {
          const wx = product(ctx, x, kernel);
          const z = sum(
            ctx,
            map(ctx, wx, (value, _m, j) => value + bias.get(j)),
            product(ctx, hBefore, recurrentKernel),
          );
          const i = activated(ctx, 'sigmoid', columns(ctx, z, 0, U));
          const f = activated(ctx, 'sigmoid', columns(ctx, z, U, U));
          const g = activated(ctx, 'tanh', columns(ctx, z, 2 * U, U));
          const o = activated(ctx, 'sigmoid', columns(ctx, z, 3 * U, U));
          const c = map(ctx, cBefore, (was, m, u) => f.get(m, u) * was + i.get(m, u) * g.get(m, u));
          const a = activated(ctx, 'tanh', c);
          const h = map(ctx, a, (value, m, u) => o.get(m, u) * value);
          return { output: h, state: { h, c }, cache: { x, hBefore, cBefore, i, f, g, o, a } };
        },
        backward({ kernel, recurrentKernel }, grads, cache, d, ctx) {
          const { x, hBefore, cBefore, i, f, g, o, a } = cache;
          const dh = sum(ctx, d.output, d.state.h);
          // was: h = o ⊙ tanh(c)
          const dc = map(
            ctx,
            d.state.c,
            (value, m, u) => value + dh.get(m, u) * o.get(m, u) * (1 - a.get(m, u) * a.get(m, u)),
          );
          // was: c = f ⊙ c₋ + i ⊙ g
          const dz = ctx.zeros<2>([x.shape[0], 4 * U]);
          for (let m = 0; m < x.shape[0]; m++) {
            for (let u = 0; u < U; u++) {
              const [di, df] = [dc.get(m, u) * g.get(m, u), dc.get(m, u) * cBefore.get(m, u)];
              const [dg, dOut] = [dc.get(m, u) * i.get(m, u), dh.get(m, u) * a.get(m, u)];
              dz.set(m, u, di * i.get(m, u) * (1 - i.get(m, u)));
              dz.set(m, U + u, df * f.get(m, u) * (1 - f.get(m, u)));
              dz.set(m, 2 * U + u, dg * (1 - g.get(m, u) * g.get(m, u)));
              dz.set(m, 3 * U + u, dOut * o.get(m, u) * (1 - o.get(m, u)));
              for (const block of [0, 1, 2, 3]) {
                grads.bias.data[block * U + u]! += dz.get(m, block * U + u);
              }
            }
          }
          // was: z = x·W + h₋·R + b
          addProduct(grads.kernel, transposed(x), dz);
          addProduct(grads.recurrentKernel, transposed(hBefore), dz);
          return {
            x: product(ctx, dz, transposed(kernel)),
            state: {
              h: product(ctx, dz, transposed(recurrentKernel)),
              c: map(ctx, dc, (value, m, u) => value * f.get(m, u)),
            },
          };
        },
      }),
  });
}
