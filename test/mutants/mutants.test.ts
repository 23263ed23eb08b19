import { describe, expect, test } from 'vitest';
import { ATTENTION_MUTANTS, MULTI_HEAD_MUTANTS } from './attention.ts';
import { BENT_MUTANTS } from './bent.ts';
import { BIDIRECTIONAL_MUTANTS } from './bidirectional.ts';
import { CELL_MUTANTS } from './cells.ts';
import type { Check } from './check.ts';
import { CHECKS } from './checks.ts';
import { CONV1D_MUTANTS } from './conv1d.ts';
import { throwCrash } from './crash.ts';
import { CTC_MUTANTS } from './ctc.ts';
import { GIVEN_MUTANTS } from './given.ts';
import { GRAPH_BACK_MUTANTS } from './graphBack.ts';
import { GRAPH_MUTANTS } from './graphs.ts';
import { GRU_MUTANTS } from './gru.ts';
import { HEAD_MUTANTS } from './heads.ts';
import { INPUT_PRODUCT_MUTANTS } from './inputProduct.ts';
import { LAYER_NORMALIZATION_MUTANTS } from './layerNormalization.ts';
import { LAYER_NORM_LSTM_MUTANTS } from './layerNormLstm.ts';
import { LAYER_MUTANTS, MASKING_MUTANTS, RNN_MUTANTS } from './layers.ts';
import { type Library, loadEdited } from './load.ts';
import { LOSS_MUTANTS } from './losses.ts';
import { LSTM_MUTANTS } from './lstm.ts';
import { MERGE_MUTANTS } from './merge.ts';
import { edited } from './modules.ts';
import type { Mutant } from './mutant.ts';
import { OPTIMIZER_MUTANTS } from './optimizers.ts';
import { ACTIVATION_MUTANTS, DENSE_MUTANTS, DROPOUT_MUTANTS, EMBEDDING_MUTANTS } from './pairs.ts';
import { PEEPHOLE_LSTM_MUTANTS } from './peepholeLstm.ts';
import { POSITIONAL_MUTANTS } from './positionalEmbedding.ts';
import { PROJECTED_LSTM_MUTANTS } from './projectedLstm.ts';
import { RECURRENT_OPTION_MUTANTS } from './recurrentOptions.ts';
import { RULE_MUTANTS } from './rules.ts';
import { SEQUENCE_DROPOUT_MUTANTS } from './sequenceDropout.ts';
import { SHAPE_MUTANTS } from './shapes.ts';
import { SIMPLE_RNN_MUTANTS } from './simpleRnn.ts';
import { SPARSE_MUTANTS } from './sparse.ts';
import { STEP_MUTANTS } from './steps.ts';
import { TABLE_MUTANTS } from './tables.ts';
import { TIME_DISTRIBUTED_MUTANTS } from './timeDistributed.ts';
import { CLIPPING_MUTANTS } from './training.ts';
import { TRANSFORMER_MUTANTS } from './transformerBlock.ts';
import { VALUE_LOSS_MUTANTS } from './valueLosses.ts';

interface Part {
  readonly part: string;
  readonly checks: readonly Check[];
  readonly mutants: readonly Mutant[];
}

const PARTS: readonly Part[] = [
  { part: 'dense', checks: CHECKS.dense, mutants: DENSE_MUTANTS },
  { part: 'activation', checks: CHECKS.activation, mutants: ACTIVATION_MUTANTS },
  { part: 'bent', checks: CHECKS.bent, mutants: BENT_MUTANTS },
  { part: 'dropout', checks: CHECKS.dropout, mutants: DROPOUT_MUTANTS },
  { part: 'embedding', checks: CHECKS.embedding, mutants: EMBEDDING_MUTANTS },
  { part: 'steps', checks: CHECKS.steps, mutants: STEP_MUTANTS },
  { part: 'inputProduct', checks: CHECKS.inputProduct, mutants: INPUT_PRODUCT_MUTANTS },
  { part: 'simpleRnn', checks: CHECKS.simpleRnn, mutants: SIMPLE_RNN_MUTANTS },
  { part: 'lstm', checks: CHECKS.lstm, mutants: LSTM_MUTANTS },
  { part: 'gru', checks: CHECKS.gru, mutants: GRU_MUTANTS },
  { part: 'layerNormLstm', checks: CHECKS.layerNormLstm, mutants: LAYER_NORM_LSTM_MUTANTS },
  { part: 'peepholeLstm', checks: CHECKS.peepholeLstm, mutants: PEEPHOLE_LSTM_MUTANTS },
  { part: 'projectedLstm', checks: CHECKS.projectedLstm, mutants: PROJECTED_LSTM_MUTANTS },
  { part: 'attention', checks: CHECKS.attention, mutants: ATTENTION_MUTANTS },
  {
    part: 'multiHeadAttention',
    checks: CHECKS.multiHeadAttention,
    mutants: MULTI_HEAD_MUTANTS,
  },
  {
    part: 'positionalEmbedding',
    checks: CHECKS.positionalEmbedding,
    mutants: POSITIONAL_MUTANTS,
  },
  {
    part: 'transformerBlock',
    checks: CHECKS.transformerBlock,
    mutants: TRANSFORMER_MUTANTS,
  },
  { part: 'losses', checks: CHECKS.losses, mutants: LOSS_MUTANTS },
  { part: 'valueLosses', checks: CHECKS.valueLosses, mutants: VALUE_LOSS_MUTANTS },
  { part: 'ctc', checks: CHECKS.ctc, mutants: CTC_MUTANTS },
  { part: 'clipping', checks: CHECKS.clipping, mutants: CLIPPING_MUTANTS },
  { part: 'optimizers', checks: CHECKS.optimizers, mutants: OPTIMIZER_MUTANTS },
  { part: 'rnn', checks: CHECKS.rnn, mutants: RNN_MUTANTS },
  {
    part: 'dropout of sequences',
    checks: CHECKS.sequenceDropout,
    mutants: SEQUENCE_DROPOUT_MUTANTS,
  },
  { part: 'bidirectional', checks: CHECKS.bidirectional, mutants: BIDIRECTIONAL_MUTANTS },
  {
    part: 'recurrent options',
    checks: CHECKS.recurrentOptions,
    mutants: RECURRENT_OPTION_MUTANTS,
  },
  { part: 'cells', checks: CHECKS.cells, mutants: CELL_MUTANTS },
  { part: 'masking', checks: CHECKS.masking, mutants: MASKING_MUTANTS },
  {
    part: 'layerNormalization',
    checks: CHECKS.layerNormalization,
    mutants: LAYER_NORMALIZATION_MUTANTS,
  },
  { part: 'merge', checks: CHECKS.merge, mutants: MERGE_MUTANTS },
  { part: 'shapes', checks: CHECKS.shapes, mutants: SHAPE_MUTANTS },
  { part: 'conv1d', checks: CHECKS.conv1d, mutants: CONV1D_MUTANTS },
  {
    part: 'timeDistributed',
    checks: CHECKS.timeDistributed,
    mutants: TIME_DISTRIBUTED_MUTANTS,
  },
  { part: 'tables', checks: CHECKS.tables, mutants: TABLE_MUTANTS },
  { part: 'rules', checks: CHECKS.rules, mutants: RULE_MUTANTS },
  { part: 'given', checks: CHECKS.given, mutants: GIVEN_MUTANTS },
  { part: 'graphs', checks: CHECKS.graphs, mutants: [...GRAPH_MUTANTS, ...GRAPH_BACK_MUTANTS] },
  { part: 'heads', checks: CHECKS.heads, mutants: HEAD_MUTANTS },
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

/** The first check that fails, if one does. */
function failureOf(checks: readonly Check[], library: Library): Check | undefined {
  return checks.find(({ run }) => {
    try {
      run(library);
    } catch (error) {
      throwCrash(error);
      return true;
    }
    return false;
  });
}
