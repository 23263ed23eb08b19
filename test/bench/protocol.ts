/**
 * What a contender's process tells: lines of JSON on its standard output, each with one of the keys
 * `ready`, `round` and `absent`. Any other line is its library's own talk. It is asked for a round by
 * a line on its standard input: the milliseconds.
 */
export type Answer =
  | { readonly ready: Ready }
  | { readonly round: Round }
  | { readonly absent: string };

/** What a contender tells once it is warmed up. */
export interface Ready {
  /** Of the library. */
  readonly version: string;
  /** What departs from the workload. */
  readonly note: string;
  /** Time steps of all rows in one of its steps. */
  readonly tokens: number;
  /** Its peak memory with the library loaded and nothing made. */
  readonly idleMegabytes: number;
  /** Loss of its first step. */
  readonly firstLoss: number;
}

/** What a contender tells after a round. */
export interface Round {
  /** Milliseconds of a step, for each sample. */
  readonly times: readonly number[];
  /** Of the last step. */
  readonly loss: number;
  /** Milliseconds of all processors for a step, whatever else they did meanwhile; the mean of the round. */
  readonly processorMilliseconds?: number;
  /** The most memory it has held so far. */
  readonly peakMegabytes: number;
}

/** Writes an answer; resolves when it is out. */
export function tell(answer: Answer): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${JSON.stringify(answer)}\n`, () => resolve());
  });
}

/** Reads a line; undefined if it is no answer. */
export function answerIn(line: string): Answer | undefined {
  if (!line.startsWith('{"')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isAnswer(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Enough of a check for what the contenders of this folder write. */
function isAnswer(value: unknown): value is Answer {
  if (typeof value !== 'object' || value === null) return false;
  return 'ready' in value || 'round' in value || 'absent' in value;
}
