import { expect, test } from 'vitest';
import { stepsGoal } from '../../examples/language-model/goal.ts';
import { showProgress } from '../../examples/language-model/progress.ts';

/** What is shown of so many steps, in a terminal or elsewhere. */
function shownOf(steps: number, isTTY: boolean | undefined): string[] {
  const shown: string[] = [];
  const progress = showProgress({ isTTY, write: (text) => shown.push(text) }, stepsGoal(steps));
  for (let step = 0; step < steps; step++) progress.onTrainBatchEnd(step, { loss: 2.5 });
  progress.clear();
  return shown;
}

const REWRITES = '\r\u001b[2K';

test('in a terminal, every step rewrites one line with a bar that fills up', () => {
  const shown = shownOf(40, true);
  const bars = shown.slice(0, -1);
  expect(bars).toHaveLength(40);
  for (const bar of bars) {
    expect(bar.startsWith(REWRITES)).toBe(true);
    expect(bar.slice(REWRITES.length)).toMatch(/^[█░]{20} \d+ % step \d+, loss 2.50, /);
  }
  const filled = bars.map((bar) => bar.split('█').length - 1);
  expect(filled).toEqual(bars.map((_, i) => Math.floor((i + 1) / 2)));
  expect(shown.at(-1)).toBe(REWRITES);
});

test.for([false, undefined])('where isTTY is %s, ten plain lines are written', (isTTY) => {
  const shown = shownOf(200, isTTY);
  expect(shown).toHaveLength(10);
  for (const [i, line] of shown.entries()) {
    expect(line).toMatch(new RegExp(`^${10 * (i + 1)} %: step ${20 * (i + 1)}, .*\\n$`));
  }
});
