// Longer than others: all that assembly/ exports stands in one list.
import { decodeBase64 } from './decodeBase64.ts';
import { MODULE } from './module.ts';
import { RELAXED_MODULE } from './relaxedModule.ts';

/** Lays B `[K, N]`, or Bᵀ, out in panels. */
type Pack = (N: number, K: number, b: number, row: number, to: number) => void;

/** C += A · B, with B in one of three forms. */
export type Product = (
  M: number,
  N: number,
  K: number,
  a: number,
  aRow: number,
  aTransposed: boolean,
  b: number,
  bRow: number,
  form: number,
  c: number,
  cRow: number,
  work: number,
) => void;

/** What assembly/ exports; addresses and strides in bytes. */
export interface Instance {
  /** Where the module's constants end. */
  constantsEnd(): number;
  /** How many bytes a product of numbers of `size` bytes works in. */
  workBytes(size: number): number;
  readonly packColumnsFloat32: Pack;
  readonly packColumnsFloat64: Pack;
  readonly packRowsFloat32: Pack;
  readonly packRowsFloat64: Pack;
  readonly productFloat32: Product;
  readonly productFloat64: Product;
  quantizedProduct(
    M: number,
    from: number,
    count: number,
    K: number,
    levels: number,
    a: number,
    aRow: number,
    panels: number,
    scales: number,
    c: number,
    cRow: number,
    work: number,
  ): void;
  addRow(M: number, N: number, row: number, c: number, cRow: number): void;
  fillRows(M: number, N: number, row: number, c: number, cRow: number): void;
  swapRows(B: number, T: number, N: number, x: number, y: number): void;
  sumRows(M: number, N: number, a: number, aRow: number, out: number): void;
  gatherRows(M: number, N: number, table: number, ids: number, out: number): void;
  scatterRows(M: number, N: number, a: number, ids: number, table: number): void;
  scatterAddRows(M: number, N: number, a: number, ids: number, table: number): void;
  activate(
    code: number,
    M: number,
    N: number,
    x: number,
    xRow: number,
    y: number,
    yRow: number,
  ): void;
  activateBackward(
    code: number,
    M: number,
    N: number,
    y: number,
    yRow: number,
    dy: number,
    dyRow: number,
    dx: number,
    dxRow: number,
  ): void;
  simpleRnnSteps(
    code: number,
    steps: number,
    M: number,
    U: number,
    read: number,
    panels: number,
    h: number,
    step: number,
    work: number,
  ): void;
  /** `h`, `dh` and `dRead` are where the last step has them. */
  simpleRnnStepsBackward(
    code: number,
    steps: number,
    M: number,
    U: number,
    h: number,
    dh: number,
    panels: number,
    dRead: number,
    step: number,
    work: number,
  ): void;
  lstmState(
    M: number,
    U: number,
    gates: number,
    gatesRow: number,
    cPrevious: number,
    c: number,
  ): void;
  lstmOutput(M: number, U: number, gates: number, gatesRow: number, a: number, h: number): void;
  lstmOutputBackward(
    M: number,
    U: number,
    gates: number,
    gatesRow: number,
    a: number,
    dh: number,
    dGates: number,
    dGatesRow: number,
    da: number,
  ): void;
  lstmStateBackward(
    M: number,
    U: number,
    gates: number,
    gatesRow: number,
    cPrevious: number,
    dc: number,
    dGates: number,
    dGatesRow: number,
  ): void;
  gruCandidate(
    M: number,
    U: number,
    gates: number,
    gatesRow: number,
    nh: number,
    nhRow: number,
  ): void;
  gruOutput(
    M: number,
    U: number,
    gates: number,
    gatesRow: number,
    hPrevious: number,
    h: number,
  ): void;
  gruOutputBackward(
    M: number,
    U: number,
    gates: number,
    gatesRow: number,
    hPrevious: number,
    dh: number,
    dGates: number,
    dGatesRow: number,
  ): void;
  gruCandidateBackward(
    M: number,
    U: number,
    gates: number,
    gatesRow: number,
    nh: number,
    nhRow: number,
    dGates: number,
    dGatesRow: number,
    dNh: number,
    dNhRow: number,
  ): void;
  softmax(M: number, N: number, x: number, xRow: number, y: number, yRow: number): void;
  softmaxBackward(
    M: number,
    N: number,
    y: number,
    yRow: number,
    dy: number,
    dyRow: number,
    dx: number,
    dxRow: number,
  ): void;
  /** Gives Σ exp(x − max) where the kernel gives its logarithm. */
  logPartition(
    M: number,
    N: number,
    x: number,
    xRow: number,
    y: number,
    yRow: number,
    shift: number,
    sum: number,
  ): void;
  crossEntropyBackward(
    M: number,
    N: number,
    p: number,
    ids: number,
    counts: number,
    factors: number,
    dx: number,
  ): void;
  squaredError(M: number, N: number, y: number, t: number, counts: number, losses: number): void;
  squaredErrorBackward(
    M: number,
    N: number,
    y: number,
    t: number,
    counts: number,
    factors: number,
    dy: number,
  ): void;
  layerNorm(
    M: number,
    N: number,
    epsilon: number,
    x: number,
    gamma: number,
    beta: number,
    means: number,
    scales: number,
    y: number,
  ): void;
  layerNormBackward(
    M: number,
    N: number,
    x: number,
    means: number,
    scales: number,
    gamma: number,
    dy: number,
    dGamma: number,
    dBeta: number,
    dx: number,
  ): void;
  add(n: number, x: number, y: number): void;
  multiply(n: number, a: number, b: number, out: number): void;
  scale(n: number, factor: number, x: number): void;
  clamp(n: number, limit: number, x: number): void;
  moveAverage(n: number, momentum: number, x: number, a: number): void;
  sumOfSquares(n: number, x: number): number;
  sgd(n: number, learningRate: number, w: number, g: number): void;
  sgdMomentum(
    n: number,
    learningRate: number,
    momentum: number,
    nesterov: boolean,
    w: number,
    g: number,
    v: number,
  ): void;
  /** `v` and `mean` are 0 where they are left out. */
  rmsprop(
    n: number,
    learningRate: number,
    rho: number,
    epsilon: number,
    w: number,
    g: number,
    s: number,
    momentum: number,
    v: number,
    mean: number,
  ): void;
  /** `vMax` is 0 where it is left out. */
  adam(
    n: number,
    alpha: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    w: number,
    g: number,
    m: number,
    v: number,
    vMax: number,
  ): void;
  adagrad(n: number, learningRate: number, epsilon: number, w: number, g: number, s: number): void;
  adadelta(
    n: number,
    learningRate: number,
    rho: number,
    epsilon: number,
    w: number,
    g: number,
    s: number,
    d: number,
  ): void;
  adamax(
    n: number,
    alpha: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    w: number,
    g: number,
    m: number,
    u: number,
  ): void;
  nadam(
    n: number,
    meanRate: number,
    gradientRate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    w: number,
    g: number,
    m: number,
    v: number,
  ): void;
  lion(
    n: number,
    learningRate: number,
    beta1: number,
    beta2: number,
    w: number,
    g: number,
    m: number,
  ): void;
}

/** A memory that an instance works in. */
export interface LinearMemory {
  readonly buffer: ArrayBuffer;
}

/** The part of WebAssembly that is used; not every runtime has it. */
declare const WebAssembly:
  | {
      readonly Memory: new (size: { readonly initial: number }) => LinearMemory;
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (
        module: object,
        imports: { readonly env: { readonly memory: LinearMemory } },
      ) => { readonly exports: Instance };
    }
  | undefined;

/** An instance of the kernels with a memory of its own. */
export interface Machine {
  readonly memory: LinearMemory;
  readonly instance: Instance;
}

const PAGE = 2 ** 16;

/**
 * How large a memory should be, the largest first. Systems give a page only when it is touched, so a
 * large memory costs nothing until it is used; but some don't let it be that large.
 */
const SIZES = [2 ** 30, 2 ** 28, 2 ** 26];

/** Each compiled once; null where it can't be. */
const compiled = new Map<string, object | null>();

/**
 * A fresh instance, or undefined where there is none to be had: without WebAssembly or its SIMD, or
 * under a Content-Security-Policy that forbids it. The first call compiles the module at once.
 *
 * `relaxed` lets the machine fuse multiply and add, where it can.
 */
export function instantiate(
  relaxed: boolean = false,
  sizes: readonly number[] = SIZES,
): Machine | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  const { Memory, Module, Instance: Instantiated } = WebAssembly;
  const text = relaxed ? RELAXED_MODULE : MODULE;
  if (!compiled.has(text)) {
    compiled.set(text, attempt(() => new Module(decodeBase64(text))) ?? null);
  }
  const module = compiled.get(text) ?? undefined;
  if (module === undefined) return relaxed ? instantiate(false, sizes) : undefined;
  for (const bytes of sizes) {
    const memory = attempt(() => new Memory({ initial: bytes / PAGE }));
    if (memory === undefined) continue;
    const made = attempt(() => new Instantiated(module, { env: { memory } }));
    return made && { memory, instance: made.exports };
  }
  return undefined;
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
