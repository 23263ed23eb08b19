import { expect, test } from 'vitest';
import { functions, pow } from '../elementary/functions.ts';
import { tableBelow } from './page.ts';

test('the page on numerics states the errors that are tested', () => {
  const [, ...rows] = tableBelow('docs/numerics.md', '### Largest error, in ulp');
  const tested = [...functions, pow].map(({ name, ulp }) => [
    `\`${name}\``,
    `${ulp.float64}`,
    `${ulp.float32}`,
  ]);
  expect(rows).toEqual(tested);
});
