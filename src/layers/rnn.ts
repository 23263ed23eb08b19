import { allRun, copyRow, type Steps, stepsOf } from '../math/steps.ts';
import { ConfigError, type Mask, type Tensor } from '../tensor/index.ts';
import { composeLayer } from './composeLayer.ts';
import type { Built, Context, Gradients, Layer, Pending, Store } from './contract.ts';
import type { Cell } from './defineCell.ts';
import type { LayerFactory, LayerOptions } from './defineLayer.ts';
import type { Features, Sequence } from './kinds.ts';
import {
  checkRecurrent,
  RECURRENT_DEFAULTS,
  type RecurrentOptions,
  type RecurrentOut,
  recurrentOutput,
  recurrentReturns,
  refusesSteps,
  type StatesOf,
} from './recurrent.ts';
import { recurrentInput, recurrentInputGradient } from './recurrentInput.ts';
import { type OutputForm, zeroMasked } from './recurrentOutput.ts';
import { stack, storeyNames } from './stack.ts';
import type { CallableLayer } from './symbolic.ts';
import { featuresOf, numbersOfRank, type Value } from './value.ts';

/** Options of `rnn` beside its cell. */
export type RnnOptions = RecurrentOptions;

/** How one of its cells runs over time. */
interface OverTime extends OutputForm {
  readonly goBackwards: boolean;
}

/** Options of the layer behind `rnn`. */
type RnnLayerOptions = RnnOptions & { readonly cell: Cell | readonly Cell[] };

/** The layer definition behind `rnn`, which a saved model is loaded with. */
export const rnnLayer: LayerFactory<RnnLayerOptions> = composeLayer<RnnLayerOptions>({
  kind: 'rnn',
  required: ['cell'],
  defaults: RECURRENT_DEFAULTS,
  returns: recurrentReturns,
  check({ cell, ...options }, owner) {
    const cells: readonly unknown[] = isList(cell) ? cell : [cell];
    if (cells.length === 0) throw new ConfigError(`${owner} wants at least one cell, got []`);
    for (const one of cells) {
      if (isCell(one)) continue;
      const got = typeof one === 'object' ? 'an object without bind' : `a ${typeof one}`;
      throw new ConfigError(
        `${owner} wants a cell, got ${got}: call what defineCell returned, rnn(myCell({ … }))`,
      );
    }
    checkRecurrent(options, owner);
  },
  build({ cell, ...options }, [input], owner, child) {
    const I = featuresOf(owner, input, '[batch, time, features]');
    const sequence = recurrentOutput(owner, input, I, true); //  the input itself
    const cells = isList(cell) ? cell : [cell];
    const names = storeyNames(cells.map(({ kind }) => kind));
    const storeys = cells.map((one, i) => {
      const last = i === cells.length - 1;
      const how: OverTime = {
        returnSequences: options.returnSequences || !last,
        goBackwards: options.goBackwards && i === 0, //  the others read what stands reversed already
        zeroOutputForMask: options.zeroOutputForMask && last,
      };
      const layer = one.over?.({ ...how }) ?? overTime(owner, one, how);
      return { name: names[i] ?? one.kind, layer };
    });
    const stacked = stack(owner, storeys, sequence, child);
    return { ...stacked, refusesSteps: refusesSteps(owner, options) };
  },
});

/**
 * A recurrent layer from a cell: runs it over the steps of `[batch, time, features]`. A masked step
 * repeats state and output; before a row's first unmasked step the output is 0, and so it is in a
 * masked `model.step`, since a cell's output is not part of its state. A built-in cell is run as its
 * layer, with the layer's bits and its output before the first unmasked step.
 *
 * Of a list of cells each reads what the one before it gives at the same step, as if every one were a
 * layer of its own.
 *
 * The cells' weights and states become the layer's, as `<layer>/<cell>/<weight>`; cells of one kind
 * are numbered, `rnn/lstmCell`, `rnn/lstmCell_1`.
 *
 * @throws ConfigError for an unknown option, and for what is no cell
 */
export function rnn<const Given extends RnnOptions & LayerOptions = object>(
  cell: Cell | readonly Cell[],
  options?: Given & {
    readonly [Name in Exclude<keyof Given, keyof RnnOptions | keyof LayerOptions>]: never;
  },
): CallableLayer<Sequence, RecurrentOut<Given>, StatesOf<Given, readonly Features[]>> {
  return rnnLayer({ ...options, cell: isList(cell) ? Object.freeze([...cell]) : cell });
}

function isList(cell: Cell | readonly Cell[]): cell is readonly Cell[] {
  return Array.isArray(cell);
}

function isCell(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'bind' in value;
}

/** The layer that runs a cell step by step. */
function overTime(owner: string, cell: Cell, how: OverTime): Pick<Layer, 'build'> {
  return {
    build(path, [input]) {
      const step = cell.bind(path, featuresOf(owner, input, '[batch, time, features]'));
      const N = featuresOf(owner, step.output, '[batch, output]');
      return {
        ...step,
        output: recurrentOutput(owner, input, N, how.returnSequences),
        begin: (store, inputs, ctx) => begin(owner, step, N, how, store, inputs, ctx),
      };
    },
  };
}

/** The recurrence: runs the built cell `step` over the time steps of the first input. */
function begin(
  owner: string,
  step: Built,
  N: number,
  how: OverTime,
  store: Store,
  [value, ...initial]: readonly Value[],
  ctx: Context,
): Pending {
  const { returnSequences, zeroOutputForMask } = how;
  const read = recurrentInput(owner, value, how, ctx);
  const { x, mask } = read;
  const [B, T, I] = x.shape;
  const steps = stepsOf(mask, B, T);
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
      ctx,
    );
    pendings.push(pending);
    // A masked row repeats its output and its states.
    const [next, ...nextStates] = pending.outputs.map(({ data }) => rank2(owner, data));
    output = select(steps, t, next, output, ctx);
    states = states.map((before, i) => select(steps, t, nextStates[i], before, ctx));
    for (let b = 0; b < B; b++) copyRow(output.data, b * N, y.data, (b * T + t) * N, N);
  }
  const zeros = mask && zeroOutputForMask ? mask : undefined;
  if (zeros) zeroMasked(y, zeros);

  const backward = ([dFirst, ...dFinal]: Gradients): Gradients => {
    const dx = ctx.zeros<3>([B, T, I]);
    let dOutput = ctx.zeros<2>([B, N]);
    let dStates = sizes.map((size, i) =>
      dFinal[i] === undefined ? ctx.zeros<2>([B, size]) : rank2(owner, dFinal[i]),
    );
    if (dFirst && !returnSequences) dOutput = rank2(owner, dFirst);
    for (let t = T - 1; t >= 0; t--) {
      // was: y_t = output, or 0 at masked steps
      if (dFirst && returnSequences) dOutput = withStep(dFirst, t, zeros, dOutput, ctx);
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
    const d = { x: ctx.inputGradient ? dx : undefined, table: undefined };
    return [recurrentInputGradient(read, d, ctx), ...dStates];
  };
  const first: Value = returnSequences ? { data: y, mask } : { data: output };
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

/** dOutput + dy_t, without those rows of dy_t that `zeros` leaves out. */
function withStep(
  dy: Tensor,
  t: number,
  zeros: Mask | undefined,
  dOutput: Tensor<2>,
  ctx: Context,
): Tensor<2> {
  const [B, N] = dOutput.shape;
  const T = dy.shape[1] ?? 0;
  const out = ctx.zeros<2>([B, N]);
  out.data.set(dOutput.data);
  for (let b = 0; b < B; b++) {
    if (zeros?.data[b * T + t] === 0) continue;
    ctx.kernels.add(N, dy.data, (b * T + t) * N, out.data, b * N);
  }
  return out;
}
