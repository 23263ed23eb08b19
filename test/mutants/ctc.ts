import { type Mutant, mutant } from './mutant.ts';

const CTC = 'math/losses/ctc.ts';
const ROWS = 'math/losses/ctcRows.ts';
const LATTICE = 'math/losses/ctcLattice.ts';

/** Mistakes in connectionist temporal classification. */
export const CTC_MUTANTS: readonly Mutant[] = [
  mutant('equal neighbours merge', LATTICE, ' && path[s] !== path[s - 2]', ''),
  mutant('a blank between all labels', LATTICE, 'return s > 1 &&', 'return s < 0 &&'),
  mutant(
    'no frame may stay where it is',
    LATTICE,
    'let ways = logs[previous + s]!;',
    'let ways = IMPOSSIBLE;',
  ),
  mutant('the best way alone', LATTICE, 'high + log1p(exp(low - high))', 'high'),
  mutant('it must begin with a blank', LATTICE, 's < Math.min(2, S)', 's < 1'),
  mutant('it must end with a blank', LATTICE, 'S === 1 ? logs[last]! :', 'S > 0 ? logs[last]! :'),
  mutant('the way back must end with a blank', LATTICE, 'Math.max(0, S - 2)', 'S - 1'),
  mutant(
    'a frame counts twice',
    LATTICE,
    'softmax.log(frames[f + 1]! * C',
    'softmax.log(frames[f]! * C',
  ),
  mutant(
    'the way back cannot skip',
    LATTICE,
    'if (s + 2 < S && skips(path, s + 2))',
    'if (s + 2 < S && S < 0)',
  ),
  mutant(
    'the way back skips from the wrong place',
    LATTICE,
    'skips(path, s + 2)',
    'skips(path, s)',
  ),
  mutant('a masked frame is there', ROWS, 'if (mask?.data[row * T + t] !== 0) frames', 'frames'),
  mutant('an empty sequence counts', ROWS, 'if (frames.length === 0) continue;', ''),
  mutant(
    'the last label is forgotten',
    ROWS,
    'path.subarray(0, 2 * length + 1)',
    'path.subarray(0, Math.max(1, 2 * length - 1))',
  ),
  mutant(
    'weights are left out',
    CTC,
    'total += weightOf(rowWeights, row) * -likelihood;',
    'total += -likelihood;',
  ),
  mutant(
    'weights are left out of the gradient',
    CTC,
    'scale * weightOf(rowWeights, row);',
    'scale;',
  ),
  mutant(
    'the likelihood, not its negative',
    CTC,
    'losses[row.row] = -likelihood;',
    'losses[row.row] = likelihood;',
  ),
  mutant('the softmax has no slope', CTC, 'softmax.probability(at) - shares[k]!', '-shares[k]!'),
  mutant('shares of the frame before stay', CTC, 'shares.fill(0);', ''),
  mutant('the last way to a class alone', CTC, 'shares[k]! + exp(', 'exp('),
  mutant(
    'the mean of all rows, whether they count or not',
    CTC,
    'count: rows.length, losses }',
    'count: B, losses }',
  ),
];
