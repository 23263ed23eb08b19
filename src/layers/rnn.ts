import { copyRow, stepsOf } from '../math/steps.ts';
import { ConfigError, type Tensor } from '../tensor/index.ts';
import { type ActivityOptions, activityOf, costly } from './activity.ts';
import { reused } from './blocksOfSteps.ts';
import { runningRows, scaled, select, withStep, writeOver } from './cellSteps.ts';
import { composeLayer } from './composeLayer.ts';
import type { Built, Context, Gradients, Layer, Pending, Store } from './contract.ts';
import type { Cell } from './defineCell.ts';
import type { LayerFactory, LayerOptions } from './defineLayer.ts';
import type { Features, Sequence } from './kinds.ts';
import { withoutWayBack } from './noWayBack.ts';
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
import {
  factorsOf,
  type InputForm,
  recurrentInput,
  recurrentInputGradient,
} from './recurrentInput.ts';
import { type OutputForm, zeroMasked } from './recurrentOutput.ts';
import { stack, storeyNames } from './stack.ts';
import type { CallableLayer } from './symbolic.ts';
import { featuresOf, numbersOfRank, type Value } from './value.ts';

/** Options of `rnn` beside its cell. */
export interface RnnOptions extends RecurrentOptions, ActivityOptions {}

/** How one of its cells runs over time. */
interface OverTime extends OutputForm, InputForm {
  readonly recurrentDropout: number;
}

/** Options of the layer behind `rnn`. */
export interface RnnLayerOptions extends RnnOptions {
  /** What is run over time, or several, each on what the one before it gives. */
  readonly cell: Cell | readonly Cell[];
}

/** The layer definition behind `rnn`, which a saved model is loaded with. */
export const rnnLayer: LayerFactory<RnnLayerOptions> = composeLayer<RnnLayerOptions>({
  kind: 'rnn',
  required: ['cell'],
  defaults: { ...RECURRENT_DEFAULTS, activityRegularizer: null },
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
    activityOf(options.activityRegularizer, owner);
    for (const rate of RATES) {
      const own = (isList(cell) ? cell : [cell]).map((one) => one.options[rate] ?? 0);
      if (options[rate] === 0 || own.every((value) => value === 0)) continue;
      throw new ConfigError(
        `${owner} wants ${rate} once, got it for a cell and for rnn: leave one of them out`,
      );
    }
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
        dropout: options.dropout,
        recurrentDropout: options.recurrentDropout,
      };
      const layer = one.over?.(optionsOver(how)) ?? overTime(owner, one, how);
      return { name: names[i] ?? one.kind, layer };
    });
    const stacked = stack(owner, storeys, sequence, child);
    const element = activityOf(options.activityRegularizer, owner);
    return {
      ...stacked,
      ...(element && { costs: true, begin: costly(stacked, element, owner) }),
      refusesSteps: refusesSteps(owner, options),
    };
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

const RATES = ['dropout', 'recurrentDropout'] as const;

/** The state that recurrent dropout is about: a cell reads it as h_{t−1}. */
const DROPPED = 'h';

/** The options of the layer that a cell is one step of; rates that rnn leaves open are the cell's. */
function optionsOver({ dropout, recurrentDropout, ...form }: OverTime) {
  return {
    ...form,
    ...(dropout === 0 ? {} : { dropout }),
    ...(recurrentDropout === 0 ? {} : { recurrentDropout }),
  };
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
      checkDropped(owner, step, how);
      const N = featuresOf(owner, step.output, '[batch, output]');
      return {
        ...step,
        output: recurrentOutput(owner, input, N, how.returnSequences),
        begin: (store, inputs, ctx) => begin(owner, step, N, how, store, inputs, ctx),
      };
    },
  };
}

/** Throws a ConfigError unless there is a state h for recurrent dropout. */
function checkDropped(owner: string, { state }: Built, { recurrentDropout }: OverTime): void {
  if (recurrentDropout === 0 || state.some(({ name }) => name === DROPPED)) return;
  const names = state.map(({ name }) => name).join(', ') || 'none';
  throw new ConfigError(
    `${owner} wants a cell with a state ${DROPPED} for recurrentDropout, got one whose states are ${names}`,
  );
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
  // a cell reads numbers, wherever they were looked up
  const numbers = value && { data: value.data, mask: value.mask };
  const read = recurrentInput(owner, numbers, how, ctx);
  const { x, mask, fromEnd } = read;
  const [B, T, I] = x.shape;
  const steps = stepsOf(mask, B, T);
  const sizes = step.state.map(({ shape }) => shape[0] ?? 0);
  const y = ctx.zeros<3>([B, returnSequences ? T : 0, N]);
  const factors = step.state.map(({ name }, i) =>
    name === DROPPED
      ? factorsOf('recurrentDropout', how.recurrentDropout, [B, sizes[i]!], ctx)
      : undefined,
  );
  const pendings: Pending[] = [];
  let output = ctx.zeros<2>([B, N]);
  let states = sizes.map((size, i) =>
    initial[i] === undefined ? ctx.zeros<2>([B, size]) : rank2(owner, initial[i].data),
  );
  const runStep = (t: number): void => {
    const xt = ctx.zeros<2>([B, I]);
    const place = fromEnd ? T - 1 - t : t;
    for (const b of runningRows(steps, t)) copyRow(x.data, (b * T + place) * I, xt.data, b * I, I);
    const pending = step.begin(
      store,
      [xt, ...states.map((state, i) => scaled(state, factors[i], ctx))].map((data) => ({ data })),
      ctx,
    );
    if (ctx.keeps !== false) pendings.push(pending);
    // A masked row repeats its output and its states.
    const [next, ...nextStates] = pending.outputs.map(({ data }) => rank2(owner, data));
    output = select(steps, t, next, output, ctx);
    states = states.map((before, i) => select(steps, t, nextStates[i], before, ctx));
    if (!returnSequences) return;
    for (let b = 0; b < B; b++) copyRow(output.data, b * N, y.data, (b * T + t) * N, N);
  };
  if (ctx.keeps === false) {
    // every step in the same memory, beside that of what it hands on
    const ownOutput = ctx.empty<2>([B, N]);
    const ownStates = states.map(({ shape }) => ctx.empty<2>(shape));
    const handOn = (): void => {
      writeOver([ownOutput, ...ownStates], [output, ...states]);
      output = ownOutput;
      states = ownStates;
    };
    handOn();
    const oneStep = (t: number): void => {
      runStep(t);
      handOn();
    };
    for (let t = 0; t < T; t++) reused(ctx, () => oneStep(t));
  } else {
    for (let t = 0; t < T; t++) runStep(t);
  }
  const zeros = mask && zeroOutputForMask ? mask : undefined;
  if (zeros) zeroMasked(y, zeros);

  const backward = ([dFirst, ...dFinal]: Gradients): Gradients => {
    if (ctx.keeps === false) throw withoutWayBack(owner);
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
        const before = dBefore[i] && rank2(owner, dBefore[i]);
        // was: the cell read state ⊙ factors
        return select(steps, t, before && scaled(before, factors[i], ctx), d, ctx);
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
