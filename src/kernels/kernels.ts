// Longer than others: the whole seam that every set of kernels fills, with the rules that fix the bits.
import type { Dtype, FloatArray } from '../tensor/index.ts';
import type { Factor } from './factor.ts';
import type { Quantized } from './quantized.ts';

/**
 * Activations whose slope can be told from their value, so that a backward pass needs only `y`:
 *
 * | name | y = f(x) | f′(x), from y |
 * |---|---|---|
 * | `linear` | x | 1 |
 * | `relu` | max(x, 0); +0 for −0 | y > 0 ? 1 : 0 |
 * | `tanh` | tanh(x) | 1 − y² |
 * | `sigmoid` | 1 / (1 + e⁻ˣ) | y (1 − y) |
 * | `softplus` | ln(1 + eˣ) | 1 − e⁻ʸ, as −expm1(−y) |
 * | `softsign` | x / (1 + abs(x)) | (1 − abs(y))² |
 * | `elu` | x > 0 ? x : eˣ − 1 | y > 0 ? 1 : y + 1 |
 * | `exponential` | eˣ | y |
 *
 * NaN gives NaN in every one of them.
 */
export type PointwiseActivation =
  | 'linear'
  | 'relu'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'
  | 'softsign'
  | 'elu'
  | 'celu'
  | 'exponential'
  | 'relu6'
  | 'leakyRelu'
  | 'selu'
  | 'hardSigmoid'
  | 'hardTanh'
  | PlainActivation;

/** An activation by name that works element by element and has one body for both precisions. */
export type PlainActivation =
  | 'logSigmoid'
  | 'squareplus'
  | 'sparsePlus'
  | 'sparseSigmoid'
  | 'softShrink'
  | 'hardShrink';

/**
 * The replaceable inner loops. Every set of kernels gives the same bits.
 *
 * A matrix is an array, the offset of its first element and its row stride, never a view; arrays
 * have the set's `dtype`. Nothing is checked: callers know that sizes fit and ids are in range.
 * Rules that fix the bits:
 * - an element of a product starts at 0, adds k rising with one rounding per multiply and per add,
 *   and is added once to what was there;
 * - a reduction along the contiguous axis keeps 8 partial sums, by index mod 8, combined pairwise:
 *   ((0+1)+(2+3))+((4+5)+(6+7));
 * - sums over rows and scattered rows go row by row, rising;
 * - a scalar, such as a learning rate or 1 − β, is computed in float64 and rounded once to `dtype`;
 * - one rounding per operation everywhere else, in the order the formulas are written.
 *
 * NaN and infinities go where IEEE arithmetic sends them; payload and sign of a NaN are not fixed.
 */
export interface Kernels {
  /** The precision of every array passed in. */
  readonly dtype: Dtype;

  /** C += A · B, with A `[M, K]`, B `[K, N]`, C `[M, N]`. */
  matmul(
    M: number,
    N: number,
    K: number,
    a: FloatArray,
    aOffset: number,
    aStride: number,
    b: FloatArray,
    bOffset: number,
    bStride: number,
    c: FloatArray,
    cOffset: number,
    cStride: number,
  ): void;

  /** C += A · Bᵀ, with A `[M, K]`, B `[N, K]`, C `[M, N]`. */
  matmulTransposedB(
    M: number,
    N: number,
    K: number,
    a: FloatArray,
    aOffset: number,
    aStride: number,
    b: FloatArray,
    bOffset: number,
    bStride: number,
    c: FloatArray,
    cOffset: number,
    cStride: number,
  ): void;

  /** C += Aᵀ · B, with A `[K, M]`, B `[K, N]`, C `[M, N]`. */
  matmulTransposedA(
    M: number,
    N: number,
    K: number,
    a: FloatArray,
    aOffset: number,
    aStride: number,
    b: FloatArray,
    bOffset: number,
    bStride: number,
    c: FloatArray,
    cOffset: number,
    cStride: number,
  ): void;

  /** How many numbers `matmulFactor` needs to lay a factor B `[K, N]` out. */
  factorRoom(K: number, N: number): number;

  /** C += A · B, with A `[M, K]`, B a factor `[K, N]`, C `[M, N]`. */
  matmulFactor(
    M: number,
    a: FloatArray,
    aOffset: number,
    aStride: number,
    factor: Factor,
    c: FloatArray,
    cOffset: number,
    cStride: number,
  ): void;

  /**
   * C += A · B, with A `[M, K]`, B the `count` columns of a matrix in int8 from the column `from`, C
   * `[M, count]`. A row of A is rounded to whole numbers too: with m the largest of its absolute values,
   * ℓ = min(32767, ⌊(2³¹ − 1) / 127K⌋),
   *
   *     p[k] = a[k] · (ℓ / m), rounded to the nearest whole number, of two the even one
   *     c[n] += (Σ p[k] q[k, n]) · ((m / ℓ) · scales[n])
   *
   * The sum is exact and rounded once; as is every operation beside it, to float32 in either precision. A
   * row with m < 2⁻¹⁰⁰ is taken for zeros; one with NaN or an infinity gives NaN.
   */
  matmulQuantized(
    M: number,
    a: FloatArray,
    aOffset: number,
    aStride: number,
    b: Quantized,
    from: number,
    count: number,
    c: FloatArray,
    cOffset: number,
    cStride: number,
  ): void;

  /** Every row of C `[M, N]` += `row` `[N]`. */
  addRow(
    M: number,
    N: number,
    row: FloatArray,
    rowOffset: number,
    c: FloatArray,
    cOffset: number,
    cStride: number,
  ): void;

  /** Every row of C `[M, N]` = `row` `[N]`. */
  fillRows(
    M: number,
    N: number,
    row: FloatArray,
    rowOffset: number,
    c: FloatArray,
    cOffset: number,
    cStride: number,
  ): void;

  /** y `[T, B, N]` = x `[B, T, N]` with its first two axes swapped. */
  swapRows(
    B: number,
    T: number,
    N: number,
    x: FloatArray,
    xOffset: number,
    y: FloatArray,
    yOffset: number,
  ): void;

  /** `out` `[N]` += the sum of the rows of A `[M, N]`, summed from 0 with rows rising. */
  sumRows(
    M: number,
    N: number,
    a: FloatArray,
    aOffset: number,
    aStride: number,
    out: FloatArray,
    outOffset: number,
  ): void;

  /** y = f(x) on `[M, N]`; `y` may be `x`. */
  activate(
    activation: PointwiseActivation,
    M: number,
    N: number,
    x: FloatArray,
    xOffset: number,
    xStride: number,
    y: FloatArray,
    yOffset: number,
    yStride: number,
  ): void;

  /** dx = dy · f′(x) on `[M, N]`, the slope taken from y = f(x); `dx` may be `dy`. */
  activateBackward(
    activation: PointwiseActivation,
    M: number,
    N: number,
    y: FloatArray,
    yOffset: number,
    yStride: number,
    dy: FloatArray,
    dyOffset: number,
    dyStride: number,
    dx: FloatArray,
    dxOffset: number,
    dxStride: number,
  ): void;

  /**
   * `steps` steps of a simple recurrence, one after the other: h_t ← act(h_t + r_t·R), with h_t and r_t
   * `[M, U]`, without gaps, at their offsets + t · `stepStride`, and R a factor `[U, U]`. With `h` as `read`
   * a step reads what the one before it gave.
   *
   * The same as `matmulFactor` and `activate` for each step, in one call.
   */
  simpleRnnSteps(
    activation: PointwiseActivation,
    steps: number,
    M: number,
    read: FloatArray,
    readOffset: number,
    factor: Factor,
    h: FloatArray,
    hOffset: number,
    stepStride: number,
  ): void;

  /**
   * Undoes `simpleRnnSteps`, the last step first: dz_t = dh_t · act′(z_t), the slope taken from h_t, over
   * dh_t; then dr_t += dz_t·Rᵀ, with Rᵀ a factor. With `dh` as `dRead` that reaches the step before.
   */
  simpleRnnStepsBackward(
    activation: PointwiseActivation,
    steps: number,
    M: number,
    h: FloatArray,
    hOffset: number,
    dh: FloatArray,
    dhOffset: number,
    factor: Factor,
    dRead: FloatArray,
    dReadOffset: number,
    stepStride: number,
  ): void;

  /**
   * The rows of `y` `[M, N]` = softmax of those of `x`: exp(x − max) / Σ; `y` may be `x`. A row that
   * has NaN or +∞, or only −∞, becomes NaN.
   */
  softmax(
    M: number,
    N: number,
    x: FloatArray,
    xOffset: number,
    xStride: number,
    y: FloatArray,
    yOffset: number,
    yStride: number,
  ): void;

  /** dx = y ⊙ (dy − Σ y ⊙ dy) along each row of `[M, N]`, y the softmax; `dx` may be `dy`. */
  softmaxBackward(
    M: number,
    N: number,
    y: FloatArray,
    yOffset: number,
    yStride: number,
    dy: FloatArray,
    dyOffset: number,
    dyStride: number,
    dx: FloatArray,
    dxOffset: number,
    dxStride: number,
  ): void;

  /**
   * The log partition of each row of `x` `[M, N]`, as two numbers to be added, so that large
   * logits lose nothing: `shift[m]` = max x, `logSum[m]` = ln Σ exp(x − max), the latter in float64
   * from the sum in `dtype`. `y` gets the softmax of the row, and may be `x`.
   */
  logPartition(
    M: number,
    N: number,
    x: FloatArray,
    xOffset: number,
    xStride: number,
    y: FloatArray,
    yOffset: number,
    yStride: number,
    shift: Float64Array,
    logSum: Float64Array,
  ): void;

  /**
   * The gradient of Σ factor · (−ln p[id]) by the logits of the softmax `p` `[M, N]`: rows with
   * `counts[m]` ≠ 0 of `dx` = factors[m] · (p − (1 at `ids[m]`)), in float64 and rounded once; the
   * others = 0. `dx` may be `p`.
   */
  crossEntropyBackward(
    M: number,
    N: number,
    p: FloatArray,
    pOffset: number,
    ids: Int32Array,
    idsOffset: number,
    counts: Uint8Array,
    factors: Float64Array,
    dx: FloatArray,
    dxOffset: number,
  ): void;

  /**
   * `losses[m]` = Σ_j (y_j − t_j)² / N of the rows of `y` and `t` `[M, N]`, without gaps, in float64 with j
   * rising; 0 where `counts[m]` = 0, whatever stands there.
   */
  squaredError(
    M: number,
    N: number,
    y: FloatArray,
    yOffset: number,
    t: FloatArray,
    tOffset: number,
    counts: Uint8Array,
    losses: Float64Array,
  ): void;

  /**
   * `dy` = `factors[m]` · (y − t) of the rows of `y` and `t` `[M, N]`, without gaps, in float64 and rounded
   * once; 0 where `counts[m]` = 0. With factors 2 / N it is the gradient of Σ `losses` by `y`.
   */
  squaredErrorBackward(
    M: number,
    N: number,
    y: FloatArray,
    yOffset: number,
    t: FloatArray,
    tOffset: number,
    counts: Uint8Array,
    factors: Float64Array,
    dy: FloatArray,
    dyOffset: number,
  ): void;

  /**
   * The rows of `y` = γ ⊙ (x − μ) / √(σ² + ε) + β, those of `x` `[M, N]`, without gaps, made to have mean 0
   * and variance 1: `means[first + m]` = μ = Σ x / N, `scales[first + m]` = 1 / √(σ² + ε) with
   * σ² = Σ (x − μ)² / N. All in float64, and y rounded once.
   */
  layerNorm(
    M: number,
    N: number,
    epsilon: number,
    x: FloatArray,
    xOffset: number,
    gamma: FloatArray,
    gammaOffset: number,
    beta: FloatArray,
    betaOffset: number,
    means: Float64Array,
    scales: Float64Array,
    first: number,
    y: FloatArray,
    yOffset: number,
  ): void;

  /**
   * Undoes `layerNorm`, with x̂ = (x − μ) / √(σ² + ε) and g = dy ⊙ γ: dγ += Σ dy ⊙ x̂ and dβ += Σ dy over
   * the rows, both in float64, and dx = (g − Σ g / N − x̂ ⊙ Σ (g ⊙ x̂) / N) / √(σ² + ε).
   */
  layerNormBackward(
    M: number,
    N: number,
    x: FloatArray,
    xOffset: number,
    means: Float64Array,
    scales: Float64Array,
    first: number,
    gamma: FloatArray,
    gammaOffset: number,
    dy: FloatArray,
    dyOffset: number,
    dGamma: Float64Array,
    dBeta: Float64Array,
    dx: FloatArray,
    dxOffset: number,
  ): void;

  /**
   * One LSTM cell state: c = f ⊙ c₋ + i ⊙ g on `[M, U]`; `gates` `[M, 4U]` holds i, f, g, o. `c` may
   * be `cPrevious`.
   */
  lstmState(
    M: number,
    U: number,
    gates: FloatArray,
    gatesOffset: number,
    gatesStride: number,
    cPrevious: FloatArray,
    cPreviousOffset: number,
    c: FloatArray,
    cOffset: number,
  ): void;

  /** One LSTM output: h = o ⊙ a on `[M, U]`, where a = act(c); `h` may be `a`. */
  lstmOutput(
    M: number,
    U: number,
    gates: FloatArray,
    gatesOffset: number,
    gatesStride: number,
    a: FloatArray,
    aOffset: number,
    h: FloatArray,
    hOffset: number,
  ): void;

  /**
   * Undoes `lstmOutput`: do = dh ⊙ a into the fourth quarter of `dGates`, da = dh ⊙ o. `dGates` may
   * be `gates`, and `da` may be `dh`.
   */
  lstmOutputBackward(
    M: number,
    U: number,
    gates: FloatArray,
    gatesOffset: number,
    gatesStride: number,
    a: FloatArray,
    aOffset: number,
    dh: FloatArray,
    dhOffset: number,
    dGates: FloatArray,
    dGatesOffset: number,
    dGatesStride: number,
    da: FloatArray,
    daOffset: number,
  ): void;

  /**
   * Undoes `lstmState`: di = dc ⊙ g, df = dc ⊙ c₋, dg = dc ⊙ i into the first three quarters of
   * `dGates`; `dc` becomes the gradient of c₋, dc ⊙ f. `dGates` may be `gates`.
   */
  lstmStateBackward(
    M: number,
    U: number,
    gates: FloatArray,
    gatesOffset: number,
    gatesStride: number,
    cPrevious: FloatArray,
    cPreviousOffset: number,
    dc: FloatArray,
    dcOffset: number,
    dGates: FloatArray,
    dGatesOffset: number,
    dGatesStride: number,
  ): void;

  /**
   * One GRU candidate before its activation: n += r ⊙ nh on `[M, U]`; `gates` `[M, 3U]` holds z, r, n,
   * of which n comes as x·W + b, and `nh` as h₋·R + b.
   */
  gruCandidate(
    M: number,
    U: number,
    gates: FloatArray,
    gatesOffset: number,
    gatesStride: number,
    nh: FloatArray,
    nhOffset: number,
    nhStride: number,
  ): void;

  /** One GRU output: h = z ⊙ h₋ + (1 − z) ⊙ n on `[M, U]`; `h` may be `hPrevious`. */
  gruOutput(
    M: number,
    U: number,
    gates: FloatArray,
    gatesOffset: number,
    gatesStride: number,
    hPrevious: FloatArray,
    hPreviousOffset: number,
    h: FloatArray,
    hOffset: number,
  ): void;

  /**
   * Undoes `gruOutput`: dz = dh ⊙ (h₋ − n) and dn = dh ⊙ (1 − z) into the first and the last third of
   * `dGates`; `dh` becomes the gradient of h₋, dh ⊙ z. `dGates` may be `gates`.
   */
  gruOutputBackward(
    M: number,
    U: number,
    gates: FloatArray,
    gatesOffset: number,
    gatesStride: number,
    hPrevious: FloatArray,
    hPreviousOffset: number,
    dh: FloatArray,
    dhOffset: number,
    dGates: FloatArray,
    dGatesOffset: number,
    dGatesStride: number,
  ): void;

  /**
   * Undoes `gruCandidate`, with dn in the last third of `dGates`: dr = dn ⊙ nh into the second,
   * dnh = dn ⊙ r. `dGates` may be `gates`, and `dNh` may be `nh`.
   */
  gruCandidateBackward(
    M: number,
    U: number,
    gates: FloatArray,
    gatesOffset: number,
    gatesStride: number,
    nh: FloatArray,
    nhOffset: number,
    nhStride: number,
    dGates: FloatArray,
    dGatesOffset: number,
    dGatesStride: number,
    dNh: FloatArray,
    dNhOffset: number,
    dNhStride: number,
  ): void;

  /** Row m of `out` `[M, N]` = row `ids[m]` of `table`. */
  gatherRows(
    M: number,
    N: number,
    table: FloatArray,
    tableOffset: number,
    ids: Int32Array,
    idsOffset: number,
    out: FloatArray,
    outOffset: number,
  ): void;

  /** Row `ids[m]` of `table` = row m of `a` `[M, N]`; no id twice. */
  scatterRows(
    M: number,
    N: number,
    a: FloatArray,
    aOffset: number,
    ids: Int32Array,
    idsOffset: number,
    table: FloatArray,
    tableOffset: number,
  ): void;

  /** Row `ids[m]` of `table` += row m of `a` `[M, N]`, with m rising. */
  scatterAddRows(
    M: number,
    N: number,
    a: FloatArray,
    aOffset: number,
    ids: Int32Array,
    idsOffset: number,
    table: FloatArray,
    tableOffset: number,
  ): void;

  /** y += x, n elements. */
  add(n: number, x: FloatArray, xOffset: number, y: FloatArray, yOffset: number): void;

  /** out = a ⊙ b, n elements; `out` may be `a` or `b`. */
  multiply(
    n: number,
    a: FloatArray,
    aOffset: number,
    b: FloatArray,
    bOffset: number,
    out: FloatArray,
    outOffset: number,
  ): void;

  /** x = factor · x, the factor rounded to `dtype` first. */
  scale(n: number, factor: number, x: FloatArray, xOffset: number): void;

  /** x = min(max(x, −limit), limit), the limit rounded to `dtype` first; NaN stays NaN. */
  clamp(n: number, limit: number, x: FloatArray, xOffset: number): void;

  /** Σ x², squares and sums in float64 for either `dtype`, with 8 partial sums. */
  sumOfSquares(n: number, x: FloatArray, xOffset: number): number;

  /** A moving average: a ← a + (1 − μ)(x − a), n elements. */
  moveAverage(
    n: number,
    momentum: number,
    x: FloatArray,
    xOffset: number,
    a: FloatArray,
    aOffset: number,
  ): void;

  /** Stochastic gradient descent: w ← w − η g; `g` may be `w`, which then decays. */
  sgd(
    n: number,
    learningRate: number,
    w: FloatArray,
    wOffset: number,
    g: FloatArray,
    gOffset: number,
  ): void;

  /** With momentum: v ← μ v − η g; then w ← w + v, or Nesterov's w ← w + (μ v − η g). */
  sgdMomentum(
    n: number,
    learningRate: number,
    momentum: number,
    nesterov: boolean,
    w: FloatArray,
    wOffset: number,
    g: FloatArray,
    gOffset: number,
    v: FloatArray,
    vOffset: number,
  ): void;

  /**
   * RMSprop: s ← ρ s + (1 − ρ) g²; δ = η g / √(s + ε); w ← w − δ.
   *
   * With the velocities `v`, momentum: v ← μ v + δ; w ← w − v. With the mean gradients `mean`,
   * centered: r ← ρ r + (1 − ρ) g, and δ = η g / √(s − r² + ε). Both are Keras' forms; leave an array
   * out, or give undefined, to go without.
   */
  rmsprop(
    n: number,
    learningRate: number,
    rho: number,
    epsilon: number,
    w: FloatArray,
    wOffset: number,
    g: FloatArray,
    gOffset: number,
    s: FloatArray,
    sOffset: number,
    momentum?: number,
    v?: FloatArray,
    vOffset?: number,
    mean?: FloatArray,
    meanOffset?: number,
  ): void;

  /**
   * Adam: m ← m + (1 − β₁)(g − m); v ← v + (1 − β₂)(g² − v); w ← w − α m / (√v + ε), where α is
   * the learning rate with its bias corrections. With `vMax`, AMSGrad: v̂ ← max(v̂, v) takes the
   * place of v in the last of them.
   */
  adam(
    n: number,
    alpha: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    w: FloatArray,
    wOffset: number,
    g: FloatArray,
    gOffset: number,
    m: FloatArray,
    mOffset: number,
    v: FloatArray,
    vOffset: number,
    vMax?: FloatArray,
    vMaxOffset?: number,
  ): void;

  /** Adagrad: s ← s + g²; w ← w − η g / √(s + ε). */
  adagrad(
    n: number,
    learningRate: number,
    epsilon: number,
    w: FloatArray,
    wOffset: number,
    g: FloatArray,
    gOffset: number,
    s: FloatArray,
    sOffset: number,
  ): void;

  /**
   * Adadelta: s ← ρ s + (1 − ρ) g²; δ = √(d + ε) g / √(s + ε), by the d of before;
   * d ← ρ d + (1 − ρ) δ²; w ← w − η δ.
   */
  adadelta(
    n: number,
    learningRate: number,
    rho: number,
    epsilon: number,
    w: FloatArray,
    wOffset: number,
    g: FloatArray,
    gOffset: number,
    s: FloatArray,
    sOffset: number,
    d: FloatArray,
    dOffset: number,
  ): void;

  /**
   * Adamax: m ← m + (1 − β₁)(g − m); u ← max(β₂ u, |g|); w ← w − α m / (u + ε), where α is the
   * learning rate with its bias correction.
   */
  adamax(
    n: number,
    alpha: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    w: FloatArray,
    wOffset: number,
    g: FloatArray,
    gOffset: number,
    m: FloatArray,
    mOffset: number,
    u: FloatArray,
    uOffset: number,
  ): void;

  /**
   * Nadam: m ← m + (1 − β₁)(g − m); v ← v + (1 − β₂)(g² − v); w ← w − (a m + b g) / (√v + ε), where
   * `meanRate` a, `gradientRate` b and ε come with their bias corrections.
   */
  nadam(
    n: number,
    meanRate: number,
    gradientRate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    w: FloatArray,
    wOffset: number,
    g: FloatArray,
    gOffset: number,
    m: FloatArray,
    mOffset: number,
    v: FloatArray,
    vOffset: number,
  ): void;

  /**
   * Lion: w ← w − η sign(β₁ m + (1 − β₁) g), the sign of ±0 being ±0; then m ← β₂ m + (1 − β₂) g.
   */
  lion(
    n: number,
    learningRate: number,
    beta1: number,
    beta2: number,
    w: FloatArray,
    wOffset: number,
    g: FloatArray,
    gOffset: number,
    m: FloatArray,
    mOffset: number,
  ): void;
}
