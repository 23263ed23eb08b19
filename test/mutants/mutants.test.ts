import { describe, expect, test } from 'vitest';
import { CELL_MUTANTS } from './cells.ts';
import type { Check } from './check.ts';
import { CHECKS } from './checks.ts';
import { GRU_MUTANTS } from './gru.ts';
import { INPUT_PRODUCT_MUTANTS } from './inputProduct.ts';
import { LAYER_MUTANTS, MASKING_MUTANTS, RNN_MUTANTS } from './layers.ts';
import { edited, type Library, loadEdited } from './load.ts';
import { LOSS_MUTANTS } from './losses.ts';
import { LSTM_MUTANTS } from './lstm.ts';
import type { Mutant } from './mutant.ts';
import { OPTIMIZER_MUTANTS } from './optimizers.ts';
import { ACTIVATION_MUTANTS, DENSE_MUTANTS, DROPOUT_MUTANTS, EMBEDDING_MUTANTS } from './pairs.ts';
import { RECURRENT_OPTION_MUTANTS } from './recurrentOptions.ts';
import { SIMPLE_RNN_MUTANTS } from './simpleRnn.ts';
import { SPARSE_MUTANTS } from './sparse.ts';
import { STEP_MUTANTS } from './steps.ts';
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
  { part: 'steps', checks: CHECKS.steps, mutants: STEP_MUTANTS },
  { part: 'inputProduct', checks: CHECKS.inputProduct, mutants: INPUT_PRODUCT_MUTANTS },
  { part: 'simpleRnn', checks: CHECKS.simpleRnn, mutants: SIMPLE_RNN_MUTANTS },
  { part: 'lstm', checks: CHECKS.lstm, mutants: LSTM_MUTANTS },
  { part: 'gru', checks: CHECKS.gru, mutants: GRU_MUTANTS },
  { part: 'losses', checks: CHECKS.losses, mutants: LOSS_MUTANTS },
  { part: 'clipping', checks: CHECKS.clipping, mutants: CLIPPING_MUTANTS },
  { part: 'optimizers', checks: CHECKS.optimizers, mutants: OPTIMIZER_MUTANTS },
  { part: 'rnn', checks: CHECKS.rnn, mutants: RNN_MUTANTS },
  {
    part: 'recurrent options',
    checks: CHECKS.recurrentOptions,
    mutants: RECURRENT_OPTION_MUTANTS,
  },
  { part: 'cells', checks: CHECKS.cells, mutants: CELL_MUTANTS },
  { part: 'masking', checks: CHECKS.masking, mutants: MASKING_MUTANTS },
  { part: 'tables', checks: CHECKS.tables, mutants: TABLE_MUTANTS },
  { part: 'sparse', checks: CHECKS.sparse, mutants: SPARSE_MUTANTS },
  { part: 'layers', checks: CHECKS.layers, mutants: LAYER_MUTANTS },
];

describe.each(PARTS)('$part', ({ checks, mutants }) => {
  test.each(mutants)('with a mistake fails a check: $why', async ({ edits }) => {
    expect(failureOf(checks, await loadEdited(edits))).toBeDefined();
  });
});

// Last, so that no mistake before has left anything in the modules that all of them share.
describe('without an edit, loaded in the same way, the library passes', () => {
  const checks = [...new Set(PARTS.flatMap((part) => part.checks))];
  test.each(checks)('$name', async ({ run }) => {
    run(await loadEdited([]));
  });
});

test('an edit must fit exactly one place of the source', () => {
  const edit = { file: 'a.ts', find: 'x', replace: 'y' };
  expect(edited('1 x 2', [edit])).toBe('1 y 2');
  expect(() => edited('1 2', [edit])).toThrow('a.ts has 0 times, not once: x');
  expect(() => edited('x x', [edit])).toThrow('a.ts has 2 times, not once: x');
});

test('an edit must be of a file that the library is made of', async () => {
  const edit = { file: 'primitives/index.ts', find: 'x', replace: 'y' };
  await expect(loadEdited([edit])).rejects.toThrow('does not import src/primitives/index.ts');
});

test('a check that crashes has not found the mistake', async () => {
  const crash = (): never => {
    throw new TypeError('an edit that does not run');
  };
  const library = await loadEdited([]);
  expect(() => failureOf([{ name: 'crash', run: crash }], library)).toThrow('does not run');
});

/** What the engine throws where an edit does not run: that proves nothing. */
const CRASHES = [ReferenceError, SyntaxError, TypeError, RangeError];

/** The first check that fails, if one does. */
function failureOf(checks: readonly Check[], library: Library): Check | undefined {
  return checks.find(({ run }) => {
    try {
      run(library);
    } catch (error) {
      const reason = error instanceof Error && error.cause ? error.cause : error;
      if (CRASHES.some((crash) => reason instanceof crash)) throw reason;
      return true;
    }
    return false;
  });
}
