import * as math from 'unrolled/math';
import { checkGradients } from 'unrolled/testing';
import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { expectContract } from '../math/expectContract.ts';
import { expectGradients } from '../math/expectGradients.ts';
import { KINK_MARGIN } from '../math/kinks.ts';
import { LAYER_CASES, LOGIT_CASES } from './cases.ts';
import { expectGruOfPair } from './gruOfPair.ts';
import { expectLayerNormalizationOfPair } from './layerNormalizationOfPair.ts';
import { layerSubject } from './layerSubject.ts';
import { expectLstmVariantsOfPairs } from './lstmVariantsOfPairs.ts';
import { watchLayer } from './watchLayer.ts';

describe('checkGradients passes every layer', () => {
  test.each(LAYER_CASES)('$name', ({ layer, run }) => {
    for (let seed = 0; ; seed++) {
      const watched = watchLayer(layer(layers));
      const check = checkGradients(watched.layer, run(seed), { seed });
      if (watched.nearest() < KINK_MARGIN) continue; // numbers are drawn again
      expect(check.message).toContain('gradients agree');
      expect(check.entries).toBeGreaterThan(0);
      return;
    }
  });
});

describe('a loss that reads the logits gets the gradients that central differences give', () => {
  test.each(LOGIT_CASES)('$name', ({ layer, run }) => {
    expectGradients((seed) => layerSubject(layers, layer(layers), seed, run(seed)));
  });
});

describe('a layer adds to the gradients of its weights, and writes to nothing it was given', () => {
  test.each([...LAYER_CASES, ...LOGIT_CASES])('$name', ({ layer, run }) => {
    expectContract((seed) => layerSubject(layers, layer(layers), seed, run(seed)));
  });
});

test('gru gives what its pair gives for the same weights, inputs and options', () => {
  expectGruOfPair({ layers, math, compute: math.referenceCompute('float64') });
});

test('the variants of lstm give what their pairs give for the same weights, inputs and options', () => {
  expectLstmVariantsOfPairs({ layers, math, compute: math.referenceCompute('float64') });
});

test('layerNormalization gives what its pair gives, and zeros at masked steps', () => {
  expectLayerNormalizationOfPair({ layers, math, compute: math.referenceCompute('float64') });
});
