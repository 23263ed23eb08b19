import type { Callback, Logs } from 'unrolled';
import { ROWS, TOKENS } from './book.ts';
import type { Goal } from './goal.ts';

/** Where progress is shown; a terminal rewrites its last line. */
export interface Screen {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Shows progress, as a callback of `fit`. */
export interface Progress extends Callback {
  onTrainBatchEnd(batch: number, logs: Logs): void;
  /** Takes the bar away, so that something else can be printed. */
  clear(): void;
}

const WIDTH = 20;
const START_OF_EMPTY_LINE = '\r\u001b[2K';

/** A live bar in a terminal; elsewhere a plain line at every tenth. */
export function showProgress(screen: Screen, goal: Goal): Progress {
  const start = performance.now();
  let steps = 0;
  let tenths = 0;
  return {
    onTrainBatchEnd(_batch, { loss = 0 }) {
      steps++;
      const share = Math.min(goal.share(steps), 1);
      const seconds = (performance.now() - start) / 1000;
      const speed = Math.round((steps * ROWS * TOKENS) / seconds);
      const state = `step ${steps}, loss ${loss.toFixed(2)}, ${speed} tokens/s`;
      if (screen.isTTY === true) {
        const left = Math.round((seconds * (1 - share)) / share);
        screen.write(`${START_OF_EMPTY_LINE}${bar(share)} ${state}, ${left} s left`);
      } else if (Math.floor(10 * share) > tenths) {
        tenths = Math.floor(10 * share);
        screen.write(`${10 * tenths} %: ${state}\n`);
      }
    },
    clear() {
      if (screen.isTTY === true) screen.write(START_OF_EMPTY_LINE);
    },
  };
}

function bar(share: number): string {
  const done = Math.floor(share * WIDTH);
  return `${'█'.repeat(done)}${'░'.repeat(WIDTH - done)} ${Math.floor(100 * share)} %`;
}
