import * as math from 'unrolled/math';
import { test } from 'vitest';
import { expectGruOfTape, expectLstmOfTape, expectSimpleRnnOfTape } from './secondOpinion.ts';

const place = { math, compute: math.referenceCompute('float64') };

test('simpleRnn and its gradients are those of a tape that differentiates number by number', () => {
  expectSimpleRnnOfTape(place);
});

test('lstm and its gradients are those of a tape that differentiates number by number', () => {
  expectLstmOfTape(place);
});

test.each([
  { where: 'after', resetAfter: true },
  { where: 'before', resetAfter: false },
])('gru, its reset $where the product, and its gradients are those of a tape', ({ resetAfter }) => {
  expectGruOfTape(place, resetAfter);
});
