import { exp } from '../../elementary/index.ts';
import { type Compute, referenceCompute } from '../../kernels/index.ts';
import type { Ids, Mask, Tensor } from '../../tensor/index.ts';
import { checkRank, checkTensor, checkView } from '../check.ts';
import { logsAfter, logsBefore } from './ctcLattice.ts';
import { type CtcRow, ctcRowsOf } from './ctcRows.ts';
import { type LogProbabilities, logProbabilitiesOf } from './logProbabilities.ts';
import { type LossOutputs, meanScale } from './lossSteps.ts';

/** What the loss reads. */
export interface CtcInputs {
  /** Unnormalised scores of blank (class 0) and labels, `[B, T, C]`. */
  readonly logits: Tensor<3>;
  /** The labels of each sequence, from 1 to C − 1, then zeros: `[B, L]`. */
  readonly targets: Ids<2>;
  /** `[B, T]`: masked frames are left out, as if they were not there. */
  readonly mask?: Mask | undefined;
  /** One factor for each sequence, `[B]`; 1 where left out. */
  readonly rowWeights?: Tensor | undefined;
}

/** What the backward pass needs of the forward pass. */
export interface CtcCache {
  /** What was compared. */
  readonly inputs: CtcInputs;
  /** softmax(logits), and its logarithm. */
  readonly softmax: LogProbabilities;
  /** The sequences that count. */
  readonly rows: readonly CtcRow[];
  /** ln α of each of them, `[frames, 2 · labels + 1]`. */
  readonly before: readonly Float64Array[];
  /** The loss of each of the B sequences. */
  readonly losses: Float64Array;
}

/**
 * Connectionist temporal classification: how unlikely it is that frames, each of them drawn from its
 * softmax, spell the labels once repeats are merged and then blanks are left out. The loss is one for
 * each sequence, in nats, in logarithms and in float64:
 *
 *     z = blank, label 1, blank, label 2, …, blank
 *     α_t(s) = p_t(z_s) · (α_{t−1}(s) + α_{t−1}(s − 1) + α_{t−1}(s − 2), unless z_s is blank or z_{s−2})
 *     loss = −ln (α_T(last) + α_T(last but one))
 *
 * The blank is class 0, as in Keras and PyTorch. Targets are filled up with it: the labels of a sequence
 * end at its first 0. A sequence without a frame does not count, and its labels are never looked at.
 *
 * @throws ConfigError for a label that is not in [0, C), one that stands behind a 0, and more labels
 * than the frames of a sequence can spell: one frame a label, and one between equal neighbours
 * @throws ShapeError if targets, mask or weights do not fit the logits
 * @see Graves et al.: Connectionist temporal classification (2006), section 4.1
 */
export function ctcForward(
  inputs: CtcInputs,
  compute: Compute = referenceCompute(inputs.logits.dtype),
): { outputs: LossOutputs; cache: CtcCache } {
  const { logits, targets, mask, rowWeights } = inputs;
  checkRank('ctc', 'logits', logits, 3, '[batch, time, classes]');
  checkRank('ctc', 'targets', targets, 2, '[batch, labels]');
  const [B, T, C] = logits.shape;
  checkTensor('ctc', 'logits', logits, logits.shape, compute.kernels.dtype);
  checkView('ctc', 'targets', targets, [B, targets.shape[1]]);
  if (mask) checkView('ctc', 'mask', mask, [B, T]);
  if (rowWeights) checkView('ctc', 'rowWeights', rowWeights, [B]);
  const rows = ctcRowsOf(targets, mask, [T, C], compute);
  const softmax = logProbabilitiesOf(logits, compute);
  const losses = compute.doubles(B);
  let total = 0;
  const before = rows.map((row) => {
    const { logs, likelihood } = logsBefore(row, softmax, C, compute);
    losses[row.row] = -likelihood;
    total += weightOf(rowWeights, row) * -likelihood;
    return logs;
  });
  const outputs = { total, count: rows.length, losses };
  return { outputs, cache: { inputs, softmax, rows, before, losses } };
}

/**
 * The gradient of `scale · total` by the logits. With β_t(s), the probability of the rest from position
 * s after frame t, and P = exp(−loss):
 *
 *     scale · weight · (p_t(k) − Σ_{s: z_s = k} α_t(s) β_t(s) / P)
 */
export function ctcBackward(
  { inputs, softmax, rows, before, losses }: CtcCache,
  scale: number = meanScale(rows.length),
  compute: Compute = referenceCompute(inputs.logits.dtype),
): Tensor<3> {
  const { logits, rowWeights } = inputs;
  const C = logits.shape[2];
  const dx = compute.zeros<3>(logits.shape);
  const shares = compute.doubles(C);
  for (const [i, row] of rows.entries()) {
    const factor = scale * weightOf(rowWeights, row); // was: total += weight · loss
    const after = logsAfter(row, softmax, C, compute);
    const loss = losses[row.row]!;
    const S = row.path.length;
    for (const [f, frame] of row.frames.entries()) {
      shares.fill(0);
      for (let s = 0; s < S; s++) {
        // was: the sum over all ways to spell, of which these go through position s
        const k = row.path[s]!;
        shares[k] = shares[k]! + exp(before[i]![f * S + s]! + after[f * S + s]! + loss);
      }
      for (let k = 0; k < C; k++) {
        const at = frame * C + k;
        dx.data[at] = factor * (softmax.probability(at) - shares[k]!); // was: p = softmax(x)
      }
    }
  }
  return dx;
}

function weightOf(weights: Tensor | undefined, { row }: CtcRow): number {
  return weights === undefined ? 1 : weights.data[row]!;
}
