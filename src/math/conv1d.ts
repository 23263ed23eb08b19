import { type Compute, type Kernels, referenceCompute } from '../kernels/index.ts';
import { type Mask, type Tensor, View } from '../tensor/index.ts';
import { fillWithBias } from './bias.ts';
import { checkMask, checkRank, checkTensor } from './check.ts';
import { type ConvWindow, reachOf, readLengths, startOf, windowsOf } from './convWindows.ts';
import { copyRow } from './steps.ts';

/** The weights of a convolution of I features to F filters. */
export interface Conv1dWeights {
  /** W, `[K, I, F]`. */
  readonly kernel: Tensor<3>;
  /** b, `[F]`; left out, it is zero. */
  readonly bias?: Tensor<1> | undefined;
}

/** What a convolution reads. */
export interface Conv1dInputs {
  /** `[B, T, I]`. */
  readonly x: Tensor<3>;
  /** `[B, T]`, its padding at the end of each row: masked steps are not looked at. */
  readonly mask?: Mask | undefined;
  /** `[B, (K − 1) · dilation, I]`: the steps before x, of a causal one; left out, they are zeros. */
  readonly past?: Tensor<3> | undefined;
}

/** What a convolution gives. */
export interface Conv1dOutputs {
  /** `[B, O, F]`. */
  readonly y: Tensor<3>;
  /** `[B, O]`, if x has a mask: which windows lie among the steps that count. */
  readonly mask: Mask | undefined;
  /** `[B, (K − 1) · dilation, I]`: the last steps that count; empty unless it is causal. */
  readonly past: Tensor<3>;
}

/** What the backward pass needs of the forward pass. */
export interface Conv1dCache {
  /** The window. */
  readonly window: ConvWindow;
  /** The shape of x. */
  readonly shape: readonly [B: number, T: number, I: number];
  /** How many steps of each row count. */
  readonly lengths: Int32Array;
  /** `[B · O, K · I]`: the steps of every window side by side, zeros beyond the sequence. */
  readonly windows: Tensor<2>;
  /** Whether there were steps before x. */
  readonly hasPast: boolean;
}

/** Gradients of what `conv1dForward` gave; one that is left out is zero. */
export interface Conv1dOutputGradients {
  /** `[B, O, F]`. */
  readonly y?: Tensor<3> | undefined;
  /** As `past` of the outputs. */
  readonly past?: Tensor<3> | undefined;
}

/** Gradients of what it read. */
export interface Conv1dInputGradients {
  /** `[B, T, I]`. */
  readonly x: Tensor<3> | undefined;
  /** As `past` of the inputs, if there was one. */
  readonly past: Tensor<3> | undefined;
}

/** Of a row, so many windows are computed at once where none are kept: enough for fast products. */
const WINDOWS_AT_ONCE = 512;

/**
 * A convolution over time, as nets call it: the kernel is not turned round.
 *
 *     y_o = b + Σ_k x_{o · strides + k · dilation − start} · W_k
 *
 * | padding | windows, O | start |
 * |---|---|---|
 * | `valid` | ⌈(T − (K − 1) · dilation) / strides⌉, inside the sequence alone | 0 |
 * | `same` | ⌈T / strides⌉ | half of what is missing, rounded down |
 * | `causal` | ⌈T / strides⌉, of which none looks ahead | (K − 1) · dilation |
 *
 * Beyond the sequence x is 0, or the past where one is given. Each row is as long as its mask says. A
 * sequence that is shorter than a `valid` window has none. One product takes all windows at
 * once; where no way back comes, a block of them, and then the next one in the same memory.
 *
 * @throws ShapeError if something does not fit x, or the mask has padding before a step that counts
 */
export function conv1dForward(
  weights: Conv1dWeights,
  { x, mask, past }: Conv1dInputs,
  window: ConvWindow,
  compute: Compute = referenceCompute(x.dtype),
): { outputs: Conv1dOutputs; cache: Conv1dCache } {
  const k = compute.kernels;
  checkRank('conv1d', 'kernel', weights.kernel, 3, '[window, features, filters]');
  checkRank('conv1d', 'x', x, 3, '[batch, time, features]');
  const [K, I, F] = weights.kernel.shape;
  const [B, T] = x.shape;
  const { dtype } = k;
  checkTensor('conv1d', 'x', x, [B, T, I], dtype);
  checkTensor('conv1d', 'kernel', weights.kernel, [window.kernelSize, I, F], dtype);
  if (weights.bias) checkTensor('conv1d', 'bias', weights.bias, [F], dtype);
  const reach = window.padding === 'causal' ? reachOf(window) : 0;
  if (past) checkTensor('conv1d', 'past', past, [B, reach, I], dtype);
  checkMask('conv1d', mask, B, T);
  const lengths = compute.ids(B);
  readLengths('conv1d', mask, T, lengths);

  const O = windowsOf(window, T);
  const y = compute.empty<3>([B, O, F]);
  fillWithBias(B * O, F, weights.bias, y.data, 0, compute);
  // all windows at once, or one block after the other in the same memory where none are kept
  const most = compute.keeps === false ? Math.min(O, WINDOWS_AT_ONCE) : O;
  const rows = compute.keeps === false ? 1 : B;
  const windows = compute.empty<2>([rows * most, K * I]);
  for (let b = 0; b < B; b += rows) {
    for (let o = 0; o < O; o += most) {
      const block = { firstRow: b, endRow: b + rows, first: o, end: Math.min(o + most, O) };
      const width = block.end - o;
      windows.data.fill(0);
      forSteps(window, lengths, block, (row, at, tap, t, taps) => {
        const to = (((row - b) * width + at - o) * K + tap) * I;
        if (t >= 0) copyRun(x, (row * T + t) * I, windows, to, taps * I, k);
        else if (past) copyRun(past, (row * reach + reach + t) * I, windows, to, taps * I, k);
      });
      const count = rows * width;
      const W = weights.kernel.data;
      const at = (b * O + o) * F;
      k.matmul(count, F, K * I, windows.data, 0, K * I, W, 0, F, y.data, at, F);
    }
  }

  const last = compute.zeros<3>([B, reach, I]);
  forPast(reach, lengths, (b, p, t) => {
    const to = (b * reach + p) * I;
    if (t >= 0) copyRow(x.data, (b * T + t) * I, last.data, to, I);
    else if (past) copyRow(past.data, (b * reach + reach + t) * I, last.data, to, I);
  });
  const outputs = { y, mask: mask && maskOf(window, lengths, O, compute), past: last };
  const hasPast = past !== undefined;
  return { outputs, cache: { window, shape: x.shape, lengths, windows, hasPast } };
}

/**
 * The gradient of `conv1dForward`: adds dW_k = Σ_o x_{…}ᵀ·dy_o and db = Σ dy into `grads`, and returns
 * those of x, unless `inputGradient` is false, and of the past, if there was one: each dy_o·W_kᵀ goes
 * to the step that the window had there, windows rising.
 */
export function conv1dBackward(
  weights: Conv1dWeights,
  grads: Conv1dWeights,
  cache: Conv1dCache,
  d: Conv1dOutputGradients,
  { inputGradient = true }: { readonly inputGradient?: boolean } = {},
  compute: Compute = referenceCompute(weights.kernel.dtype),
): Conv1dInputGradients {
  const { window, lengths, windows, hasPast } = cache;
  const [B, T, I] = cache.shape;
  const [K, , F] = weights.kernel.shape;
  const k = compute.kernels;
  const O = windowsOf(window, T);
  const rows = B * O;
  const reach = window.padding === 'causal' ? reachOf(window) : 0;
  if (d.y) checkTensor('conv1d', 'dy', d.y, [B, O, F], k.dtype);
  if (d.past) checkTensor('conv1d', 'dPast', d.past, [B, reach, I], k.dtype);
  const dx = inputGradient ? compute.zeros<3>([B, T, I]) : undefined;
  const dPast = hasPast ? compute.zeros<3>([B, reach, I]) : undefined;
  const addTo = (b: number, t: number, from: Tensor, at: number, steps: number): void => {
    if (t >= 0) {
      if (dx) addRun(from, at, dx, (b * T + t) * I, steps * I, k);
    } else if (dPast) addRun(from, at, dPast, (b * reach + reach + t) * I, steps * I, k);
  };
  if (d.y) {
    const dy = d.y.data;
    // was: y = b + windows·W
    const dW = grads.kernel.data;
    k.matmulTransposedA(K * I, F, rows, windows.data, 0, K * I, dy, 0, F, dW, 0, F);
    if (grads.bias) k.sumRows(rows, F, dy, 0, F, grads.bias.data, 0);
    if (dx || dPast) {
      const dWindows = compute.zeros<2>([rows, K * I]);
      const W = weights.kernel.data;
      k.matmulTransposedB(rows, K * I, F, dy, 0, F, W, 0, F, dWindows.data, 0, K * I);
      // was: windows = the steps of x and of the past
      const all = { firstRow: 0, endRow: B, first: 0, end: O };
      forSteps(window, lengths, all, (b, o, tap, t, taps) => {
        addTo(b, t, dWindows, ((b * O + o) * K + tap) * I, taps);
      });
    }
  }
  const { past } = d;
  // was: last = the last steps of the past and of x
  if (past) forPast(reach, lengths, (b, p, t) => addTo(b, t, past, (b * reach + p) * I, 1));
  return { x: dx, past: dPast };
}

/** Some windows of some rows. */
interface WindowBlock {
  readonly firstRow: number;
  readonly endRow: number;
  readonly first: number;
  readonly end: number;
}

/**
 * Visits the steps of each of these windows that lie before the end of its row, as many at once as stand
 * side by side both in the window and in the sequence; t < 0 is in the past.
 */
function forSteps(
  window: ConvWindow,
  lengths: Int32Array,
  { firstRow, endRow, first, end }: WindowBlock,
  visit: (b: number, o: number, tap: number, t: number, taps: number) => void,
): void {
  const { kernelSize, strides, dilationRate } = window;
  for (let b = firstRow; b < endRow; b++) {
    const length = lengths[b]!;
    const count = Math.min(windowsOf(window, length), end);
    const start = startOf(window, length);
    for (let o = first; o < count; o++) {
      for (let tap = 0, taps = 1; tap < kernelSize; tap += taps) {
        const t = o * strides + tap * dilationRate - start;
        if (t >= length) break;
        if (dilationRate === 1) taps = Math.min(kernelSize - tap, t < 0 ? -t : length - t);
        visit(b, o, tap, t, taps);
      }
    }
  }
}

/** Visits the last `reach` steps of each row; t < 0 is in the past. */
function forPast(
  reach: number,
  lengths: Int32Array,
  visit: (b: number, p: number, t: number) => void,
): void {
  for (let b = 0; b < lengths.length; b++) {
    for (let p = 0; p < reach; p++) visit(b, p, lengths[b]! + p - reach);
  }
}

function maskOf(window: ConvWindow, lengths: Int32Array, O: number, compute: Compute): Mask {
  const B = lengths.length;
  const flags = compute.flags(B * O);
  for (let b = 0; b < B; b++) flags.fill(1, b * O, b * O + windowsOf(window, lengths[b]!));
  return new View<2, Uint8Array>(flags, [B, O]);
}

/** From here on a call of a kernel costs less than a loop. */
const LONG_RUN = 32;

/** Copies `length` numbers. */
function copyRun(
  from: Tensor,
  at: number,
  to: Tensor,
  toAt: number,
  length: number,
  kernels: Kernels,
): void {
  if (length < LONG_RUN) copyRow(from.data, at, to.data, toAt, length);
  else kernels.fillRows(1, length, from.data, at, to.data, toAt, length);
}

/** Adds `length` numbers to others. */
function addRun(
  from: Tensor,
  at: number,
  to: Tensor,
  toAt: number,
  length: number,
  kernels: Kernels,
): void {
  if (length >= LONG_RUN) kernels.add(length, from.data, at, to.data, toAt);
  else for (let i = 0; i < length; i++) to.data[toAt + i]! += from.data[at + i]!;
}
