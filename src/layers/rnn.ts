import { allRun, copyRow, type Steps, stepsOf } from '../math/steps.ts';
import { ConfigError, type Tensor } from '../tensor/index.ts';
import { checkFlag } from '../tensor/options.ts';
import { composeLayer } from './composeLayer.ts';
import type { Built, Context, Gradients, Pending, Store } from './contract.ts';
import type { Cell } from './defineCell.ts';
import type { LayerFactory, LayerOptions } from './defineLayer.ts';
import type { Sequence } from './kinds.ts';
import { type RecurrentOut, recurrentOutput } from './recurrent.ts';
import type { CallableLayer } from './symbolic.ts';
import { featuresOf, numbersOfRank, type Value } from './value.ts';

/** Options of `rnn` beside its cell. */
export interface RnnOptions {
  /** `true` gives the output of every step, `[batch, time, output]`; else the last. */
  readonly returnSequences?: boolean;
}

/** The layer definition behind `rnn`, which a saved model is loaded with. */
export const rnnLayer: LayerFactory<RnnOptions & { readonly cell: Cell }> = composeLayer<
  RnnOptions & { readonly cell: Cell }
>({
  kind: 'rnn',
  required: ['cell'],
  defaults: { returnSequences: false },
  check({ cell, returnSequences }, owner) {
    if (!isCell(cell)) {
      const got = typeof cell === 'object' ? 'an object without bind' : `a ${typeof cell}`;
      throw new ConfigError(
        `${owner} wants a cell, got ${got}: call what defineCell returned, rnn(myCell({ … }))`,
      );
    }
    checkFlag(owner, 'returnSequences', returnSequences);
  },
  build({ cell, returnSequences }, [input], owner, child) {
    const I = featuresOf(owner, input, '[batch, time, features]');
    const bind = (path: string): Built => cell.bind(path, I);
    const step = child(cell.kind, { build: bind }, []);
    const N = featuresOf(owner, step.output, '[batch, output]');
    return {
      output: recurrentOutput(owner, input, N, returnSequences),
      begin(store, inputs, ctx) {
        const cellCtx = ctx.child(`${owner}/${cell.kind}`);
        return begin(owner, step, N, returnSequences, store, inputs, ctx, cellCtx);
      },
    };
  },
});

/**
 * A recurrent layer from a cell: runs it over the steps of `[batch, time, features]`. A masked step
 * repeats state and output; before a row's first unmasked step the output is 0, and so it is in a
 * masked `model.step`, since a cell's output is not part of its state.
 *
 * The cell's weights and states become the layer's, as `<layer>/<cell>/<weight>`.
 *
 * @throws ConfigError for an unknown option
 */
export function rnn<const Given extends RnnOptions & LayerOptions = object>(
  cell: Cell,
  options?: Given & {
    readonly [Name in Exclude<keyof Given, keyof RnnOptions | keyof LayerOptions>]: never;
  },
): CallableLayer<Sequence, RecurrentOut<Given>> {
  return rnnLayer({ ...options, cell });
}

function isCell(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'bind' in value;
}

/** The recurrence: runs the built cell `step` over the time steps of the first input. */
function begin(
  owner: string,
  step: Built,
  N: number,
  returnSequences: boolean,
  store: Store,
  [value, ...initial]: readonly Value[],
  ctx: Context,
  cellCtx: Context,
): Pending {
  const x = numbersOfRank(owner, value, 3, '[batch, time, features]');
  const [B, T, I] = x.shape;
  const steps = stepsOf(value?.mask, B, T);
  const sizes = step.state.map(({ shape }) => shape[0] ?? 0);
  const y = ctx.zeros<3>([B, T, N]);
  const pendings: Pending[] = [];
  let output = ctx.zeros<2>([B, N]);
  let states = sizes.map((size, i) =>
    initial[i] === undefined ? ctx.zeros<2>([B, size]) : rank2(owner, initial[i].data),
  );
  for (let t = 0; t < T; t++) {
    const xt = ctx.zeros<2>([B, I]);
    for (const b of runningRows(steps, t)) copyRow(x.data, (b * T + t) * I, xt.data, b * I, I);
    const pending = step.begin(
      store,
      [xt, ...states].map((data) => ({ data })),
      cellCtx,
    );
    pendings.push(pending);
    // A masked row repeats its output and its states.
    const [next, ...nextStates] = pending.outputs.map(({ data }) => rank2(owner, data));
    output = select(steps, t, next, output, ctx);
    states = states.map((before, i) => select(steps, t, nextStates[i], before, ctx));
    for (let b = 0; b < B; b++) copyRow(output.data, b * N, y.data, (b * T + t) * N, N);
  }

  const backward = ([dFirst, ...dFinal]: Gradients): Gradients => {
    const dx = ctx.zeros<3>([B, T, I]);
    let dOutput = ctx.zeros<2>([B, N]);
    let dStates = sizes.map((size, i) =>
      dFinal[i] === undefined ? ctx.zeros<2>([B, size]) : rank2(owner, dFinal[i]),
    );
    if (dFirst && !returnSequences) dOutput = rank2(owner, dFirst);
    for (let t = T - 1; t >= 0; t--) {
      if (dFirst && returnSequences) dOutput = withStep(dFirst, t, dOutput, ctx); // was: y_t = output
      // was: output, states = the cell's in rows that ran; only there does a gradient reach the cell
      const none = ctx.zeros<2>([B, N]);
      const toCell = [
        select(steps, t, dOutput, none, ctx),
        ...dStates.map((d) => select(steps, t, d, ctx.zeros<2>(d.shape), ctx)),
      ];
      const [dxt, ...dBefore] = pendings[t]?.backward(toCell) ?? [];
      // was: … and what they were before in masked rows, where the gradient passes unchanged
      dOutput = select(steps, t, none, dOutput, ctx);
      dStates = dStates.map((d, i) => {
        const before = dBefore[i];
        return select(steps, t, before && rank2(owner, before), d, ctx);
      });
      if (dxt === undefined) continue;
      for (const b of runningRows(steps, t)) copyRow(dxt.data, b * I, dx.data, (b * T + t) * I, I);
    }
    return [ctx.inputGradient ? dx : undefined, ...dStates];
  };
  const first: Value = returnSequences ? { data: y, mask: value?.mask } : { data: output };
  return { outputs: [first, ...states.map((data) => ({ data }))], backward };
}

function rank2(owner: string, data: Value['data'] | undefined): Tensor<2> {
  return numbersOfRank(owner, data && { data }, 2, '[batch, size]');
}

function runningRows({ stretches }: Steps, t: number): number[] {
  const rows: number[] = [];
  const atStep = stretches[t] ?? [];
  for (let s = 0; s < atStep.length; s += 2) {
    const start = atStep[s]!;
    for (let b = start; b < start + atStep[s + 1]!; b++) rows.push(b);
  }
  return rows;
}

/** Rows of `ran` (zeros if left out) where step t runs, rows of `masked` elsewhere. */
function select(
  steps: Steps,
  t: number,
  ran: Tensor<2> | undefined,
  masked: Tensor<2>,
  ctx: Context,
): Tensor<2> {
  const N = masked.shape[1];
  const out = ctx.zeros<2>(masked.shape);
  if (!allRun(steps, t)) out.data.set(masked.data);
  for (const b of runningRows(steps, t)) {
    if (ran === undefined) out.data.fill(0, b * N, (b + 1) * N);
    else copyRow(ran.data, b * N, out.data, b * N, N);
  }
  return out;
}

/** dOutput + dy_t. */
function withStep(dy: Tensor, t: number, dOutput: Tensor<2>, ctx: Context): Tensor<2> {
  const [B, N] = dOutput.shape;
  const T = dy.shape[1] ?? 0;
  const out = ctx.zeros<2>([B, N]);
  out.data.set(dOutput.data);
  for (let b = 0; b < B; b++) ctx.kernels.add(N, dy.data, (b * T + t) * N, out.data, b * N);
  return out;
}
