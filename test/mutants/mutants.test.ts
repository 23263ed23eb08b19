import { describe, expect, test } from 'vitest';
import { CHECKS, type Check } from './checks.ts';
import { GRU_MUTANTS } from './gru.ts';
import { INPUT_PRODUCT_MUTANTS } from './inputProduct.ts';
import { LAYER_MUTANTS, MASKING_MUTANTS, RNN_MUTANTS } from './layers.ts';
import { edited, type Library, loadEdited } from './load.ts';
import { LOSS_MUTANTS } from './losses.ts';
import { LSTM_MUTANTS } from './lstm.ts';
import type { Mutant } from './mutant.ts';
import { OPTIMIZER_MUTANTS } from './optimizers.ts';
import { ACTIVATION_MUTANTS, DENSE_MUTANTS, DROPOUT_MUTANTS, EMBEDDING_MUTANTS } from './pairs.ts';
import { SIMPLE_RNN_MUTANTS } from './simpleRnn.ts';
import { TABLE_MUTANTS } from './tables.ts';
import { CLIPPING_MUTANTS } from './training.ts';

interface Part {
  readonly part: string;
  readonly checks: readonly Check[];
  readonly mutants: readonly Mutant[];
}

const PARTS: readonly Part[] = [
  { part: 'dense', checks: CHECKS.dense, mutants: DENSE_MUTANTS },
  { part: 'activation', checks: CHECKS.activation, mutants: ACTIVATION_MUTANTS },
  { part: 'dropout', checks: CHECKS.dropout, mutants: DROPOUT_MUTANTS },
  { part: 'embedding', checks: CHECKS.embedding, mutants: EMBEDDING_MUTANTS },
  { part: 'simpleRnn', checks: CHECKS.simpleRnn, mutants: SIMPLE_RNN_MUTANTS },
  { part: 'lstm', checks: CHECKS.lstm, mutants: LSTM_MUTANTS },
  { part: 'gru', checks: CHECKS.gru, mutants: GRU_MUTANTS },
  { part: 'inputProduct', checks: CHECKS.inputProduct, mutants: INPUT_PRODUCT_MUTANTS },
  { part: 'losses', checks: CHECKS.losses, mutants: LOSS_MUTANTS },
  { part: 'clipping', checks: CHECKS.clipping, mutants: CLIPPING_MUTANTS },
  { part: 'optimizers', checks: CHECKS.optimizers, mutants: OPTIMIZER_MUTANTS },
  { part: 'rnn', checks: CHECKS.rnn, mutants: RNN_MUTANTS },
  { part: 'masking', checks: CHECKS.masking, mutants: MASKING_MUTANTS },
  { part: 'layers', checks: CHECKS.layers, mutants: [...LAYER_MUTANTS, ...TABLE_MUTANTS] },
];

describe.each(PARTS)('$part', ({ checks, mutants }) => {
  test('without an edit, loaded in the same way, passes every check', async () => {
    const library = await loadEdited([]);
    for (const { run } of checks) run(library);
  });

  test.each(mutants)('with a mistake fails a check: $why', async ({ edits }) => {
    expect(failureOf(checks, await loadEdited(edits))).toBeDefined();
  });
});

test('an edit must fit exactly one place of the source', () => {
  const edit = { file: 'a.ts', find: 'x', replace: 'y' };
  expect(edited('1 x 2', [edit])).toBe('1 y 2');
  expect(() => edited('1 2', [edit])).toThrow('a.ts has 0 times, not once: x');
  expect(() => edited('x x', [edit])).toThrow('a.ts has 2 times, not once: x');
});

/** The first check that fails, if one does. */
function failureOf(checks: readonly Check[], library: Library): Check | undefined {
  return checks.find(({ run }) => {
    try {
      run(library);
    } catch (error) {
      // an edit that does not even run proves nothing
      const reason = error instanceof Error && error.cause ? error.cause : error;
      if (reason instanceof ReferenceError || reason instanceof SyntaxError) throw reason;
      return true;
    }
    return false;
  });
}
