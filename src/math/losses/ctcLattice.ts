import { exp, log1p } from '../../elementary/index.ts';
import type { Compute } from '../../kernels/index.ts';
import type { CtcRow } from './ctcRows.ts';
import type { LogProbabilities } from './logProbabilities.ts';

const IMPOSSIBLE = Number.NEGATIVE_INFINITY; // ln 0

/**
 * ln α `[frames, S]`: of all ways to have spelt the first s + 1 classes of the path with the frames up
 * to f, the last of them at s; and ln of all ways to spell the whole.
 */
export function logsBefore(
  { frames, path }: CtcRow,
  softmax: LogProbabilities,
  C: number,
  compute: Compute,
): { readonly logs: Float64Array; readonly likelihood: number } {
  const S = path.length;
  const F = frames.length;
  const logs = compute.doubles(F * S).fill(IMPOSSIBLE);
  for (let s = 0; s < Math.min(2, S); s++) logs[s] = softmax.log(frames[0]! * C + path[s]!);
  for (let f = 1; f < F; f++) {
    const previous = (f - 1) * S;
    for (let s = 0; s < S; s++) {
      let ways = logs[previous + s]!;
      if (s > 0) ways = addLogs(ways, logs[previous + s - 1]!);
      if (skips(path, s)) ways = addLogs(ways, logs[previous + s - 2]!);
      logs[f * S + s] = ways + softmax.log(frames[f]! * C + path[s]!);
    }
  }
  const last = F * S - 1;
  const likelihood = S === 1 ? logs[last]! : addLogs(logs[last]!, logs[last - 1]!);
  return { logs, likelihood };
}

/** ln β `[frames, S]`: of all ways to spell the rest of the path with the frames after f. */
export function logsAfter(
  { frames, path }: CtcRow,
  softmax: LogProbabilities,
  C: number,
  compute: Compute,
): Float64Array {
  const S = path.length;
  const F = frames.length;
  const logs = compute.doubles(F * S).fill(IMPOSSIBLE);
  for (let s = Math.max(0, S - 2); s < S; s++) logs[(F - 1) * S + s] = 0;
  for (let f = F - 2; f >= 0; f--) {
    const next = (f + 1) * S;
    const goOn = (s: number): number =>
      logs[next + s]! + softmax.log(frames[f + 1]! * C + path[s]!);
    for (let s = 0; s < S; s++) {
      let ways = goOn(s);
      if (s + 1 < S) ways = addLogs(ways, goOn(s + 1));
      if (s + 2 < S && skips(path, s + 2)) ways = addLogs(ways, goOn(s + 2));
      logs[f * S + s] = ways;
    }
  }
  return logs;
}

/**
 * Whether position `s` may follow that two before it, without the blank between: not between equal labels,
 * nor between blanks, which are equal, too.
 */
function skips(path: Int32Array, s: number): boolean {
  return s > 1 && path[s] !== path[s - 2];
}

/** ln(exp a + exp b). */
function addLogs(a: number, b: number): number {
  const high = Math.max(a, b);
  const low = Math.min(a, b);
  return low === IMPOSSIBLE ? high : high + log1p(exp(low - high));
}
