import type { CellFactory, Context } from '../../src/layers/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';
import { activated, addProduct, columns, map, product, sum, transposed } from './cellMath.ts';
import { type CellOptions, ones } from './cells.ts';
import type { LayerRoom } from './room.ts';

// The GRU in its two forms as a user would write them, gate by gate; the layer `gru` must agree.

/** With the reset after the product and two biases. */
export function gruCell(room: LayerRoom): CellFactory<CellOptions> {
  return room.defineCell<CellOptions>({
    kind: 'gruByHand',
    required: ['units'],
    defaults: {},
    build: ({ units: U }, I) =>
      room.cell({
        weights: {
          kernel: room.weight([I, 3 * U], ones),
          recurrentKernel: room.weight([U, 3 * U], ones),
          bias: room.weight([2, 3 * U], ones),
        },
        state: { h: U },
        output: U,
        forward({ kernel, recurrentKernel, bias }, x, { h: before }, ctx) {
          const ofInput = map(ctx, product(ctx, x, kernel), (value, _m, j) => {
            const stateBias = j < 2 * U ? bias.get(1, j) : 0; // of the candidate: see nh
            return value + (bias.get(0, j) + stateBias);
          });
          const [xz, xr, xn] = gatesOf(ctx, ofInput, U);
          const [hz, hr, hn] = gatesOf(ctx, product(ctx, before, recurrentKernel), U);
          const z = activated(ctx, 'sigmoid', sum(ctx, xz, hz));
          const r = activated(ctx, 'sigmoid', sum(ctx, xr, hr));
          const nh = map(ctx, hn, (value, _m, u) => bias.get(1, 2 * U + u) + value);
          const n = activated(ctx, 'tanh', sum(ctx, xn, times(ctx, r, nh)));
          const h = blend(ctx, z, before, n);
          return { output: h, state: { h }, cache: { x, before, z, r, n, nh } };
        },
        backward({ kernel, recurrentKernel }, grads, { x, before, z, r, n, nh }, d, ctx) {
          const dh = sum(ctx, d.output, d.state.h);
          const { dz, dn } = blendBack(ctx, dh, z, before, n);
          // was: n = tanh(xn + r ⊙ nh)
          const dr = sigmoidBack(ctx, r, times(ctx, dn, nh));
          const dInput = beside(ctx, dz, dr, dn);
          const dState = beside(ctx, dz, dr, times(ctx, dn, r));
          // was: x·W + b and h₋·R + b′
          addProduct(grads.kernel, transposed(x), dInput);
          addProduct(grads.recurrentKernel, transposed(before), dState);
          addRows(grads.bias, 0, dInput);
          addRows(grads.bias, 1, dState);
          const kept = times(ctx, dh, z); // was: h = z ⊙ h₋ + …
          const h = sum(ctx, kept, product(ctx, dState, transposed(recurrentKernel)));
          return { x: product(ctx, dInput, transposed(kernel)), state: { h } };
        },
      }),
  });
}

/** With the reset before the product and one bias. */
export function gruBeforeCell(room: LayerRoom): CellFactory<CellOptions> {
  return room.defineCell<CellOptions>({
    kind: 'gruBeforeByHand',
    required: ['units'],
    defaults: {},
    build: ({ units: U }, I) =>
      room.cell({
        weights: {
          kernel: room.weight([I, 3 * U], ones),
          recurrentKernel: room.weight([U, 3 * U], ones),
          bias: room.weight([3 * U], ones),
        },
        state: { h: U },
        output: U,
        forward({ kernel, recurrentKernel, bias }, x, { h: before }, ctx) {
          const wx = product(ctx, x, kernel);
          const [xz, xr, xn] = gatesOf(
            ctx,
            map(ctx, wx, (value, _m, j) => value + bias.get(j)),
            U,
          );
          const [Rz, Rr, Rn] = gatesOf(ctx, recurrentKernel, U);
          const z = activated(ctx, 'sigmoid', sum(ctx, xz, product(ctx, before, Rz)));
          const r = activated(ctx, 'sigmoid', sum(ctx, xr, product(ctx, before, Rr)));
          const q = times(ctx, r, before);
          const n = activated(ctx, 'tanh', sum(ctx, xn, product(ctx, q, Rn)));
          const h = blend(ctx, z, before, n);
          return { output: h, state: { h }, cache: { x, before, z, r, n, q } };
        },
        backward({ kernel, recurrentKernel }, grads, { x, before, z, r, n, q }, d, ctx) {
          const [Rz, Rr, Rn] = gatesOf(ctx, recurrentKernel, U);
          const dh = sum(ctx, d.output, d.state.h);
          const { dz, dn } = blendBack(ctx, dh, z, before, n);
          const dq = product(ctx, dn, transposed(Rn)); // was: n = tanh(xn + q·Rn)
          const dr = sigmoidBack(ctx, r, times(ctx, dq, before)); // was: q = r ⊙ h₋
          const da = beside(ctx, dz, dr, dn);
          // was: x·W + b, h₋·Rz, h₋·Rr and q·Rn
          addProduct(grads.kernel, transposed(x), da);
          for (let m = 0; m < x.shape[0]; m++) {
            for (let j = 0; j < 3 * U; j++) grads.bias.data[j]! += da.get(m, j);
          }
          const dR = beside(
            ctx,
            product(ctx, transposed(before), dz),
            product(ctx, transposed(before), dr),
            product(ctx, transposed(q), dn),
          );
          for (const [i, value] of dR.data.entries()) grads.recurrentKernel.data[i]! += value;
          const ways = [
            times(ctx, dh, z),
            times(ctx, dq, r),
            product(ctx, dz, transposed(Rz)),
            product(ctx, dr, transposed(Rr)),
          ];
          const h = ways.reduce((all, way) => sum(ctx, all, way));
          return { x: product(ctx, da, transposed(kernel)), state: { h } };
        },
      }),
  });
}

type Gates = readonly [z: Tensor<2>, r: Tensor<2>, n: Tensor<2>];

function gatesOf(ctx: Context, all: Tensor<2>, U: number): Gates {
  return [columns(ctx, all, 0, U), columns(ctx, all, U, U), columns(ctx, all, 2 * U, U)];
}

/** Undoes `gatesOf`. */
function beside(ctx: Context, ...gates: Gates): Tensor<2> {
  const [rows, U] = gates[0].shape;
  const all = ctx.zeros<2>([rows, 3 * U]);
  for (const [i, gate] of gates.entries()) {
    for (let m = 0; m < rows; m++)
      for (let u = 0; u < U; u++) all.set(m, i * U + u, gate.get(m, u));
  }
  return all;
}

function times(ctx: Context, a: Tensor<2>, b: Tensor<2>): Tensor<2> {
  return map(ctx, a, (value, m, u) => value * b.get(m, u));
}

/** h = z ⊙ h₋ + (1 − z) ⊙ n. */
function blend(ctx: Context, z: Tensor<2>, before: Tensor<2>, n: Tensor<2>): Tensor<2> {
  return map(ctx, z, (keep, m, u) => keep * before.get(m, u) + (1 - keep) * n.get(m, u));
}

/** Undoes `blend`, the sigmoid of z and the tanh of n. */
function blendBack(
  ctx: Context,
  dh: Tensor<2>,
  z: Tensor<2>,
  before: Tensor<2>,
  n: Tensor<2>,
): { dz: Tensor<2>; dn: Tensor<2> } {
  const dz = map(ctx, dh, (value, m, u) => value * (before.get(m, u) - n.get(m, u)));
  const dn = map(ctx, dh, (value, m, u) => {
    const slope = 1 - n.get(m, u) * n.get(m, u);
    return value * (1 - z.get(m, u)) * slope;
  });
  return { dz: sigmoidBack(ctx, z, dz), dn };
}

function sigmoidBack(ctx: Context, y: Tensor<2>, dy: Tensor<2>): Tensor<2> {
  return map(ctx, dy, (value, m, u) => value * y.get(m, u) * (1 - y.get(m, u)));
}

/** Row `row` of C += the sum of the rows of A. */
function addRows(c: Tensor<2>, row: number, a: Tensor<2>): void {
  const [M, N] = a.shape;
  for (let m = 0; m < M; m++) {
    for (let j = 0; j < N; j++) c.data[row * N + j]! += a.get(m, j);
  }
}
