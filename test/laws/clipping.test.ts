import { test } from 'vitest';
import { clipGradients } from '../../src/training/clipping.ts';
import { expectClipsOnce, expectNonFiniteIsLeft, expectSameDirection } from './clippingLaws.ts';

test.each([
  { law: expectClipsOnce, what: 'clipping twice is clipping once, and small gradients stay' },
  { law: expectSameDirection, what: 'clipping by the global norm keeps the direction' },
  { law: expectNonFiniteIsLeft, what: 'a gradient that is not finite is not clipped' },
])('$what', ({ law }) => {
  law(clipGradients);
});
