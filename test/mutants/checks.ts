// Longer than others: one table says what catches the mistakes of every part.
import { checkActivation } from '../goldens/checks/activation.ts';
import { checkAdditiveAttention, checkAttention } from '../goldens/checks/attention.ts';
import { checkBent } from '../goldens/checks/bent.ts';
import { checkClipping } from '../goldens/checks/clipping.ts';
import { checkConv1d } from '../goldens/checks/conv1d.ts';
import { checkCtc } from '../goldens/checks/ctc.ts';
import { checkDense } from '../goldens/checks/dense.ts';
import { checkDirections } from '../goldens/checks/directions.ts';
import { checkEmbedding } from '../goldens/checks/embedding.ts';
import { checkGru } from '../goldens/checks/gru.ts';
import { checkLayerNormalization } from '../goldens/checks/layerNormalization.ts';
import {
  checkGeneralizedCrossEntropy,
  checkMeanSquaredError,
  checkSigmoidCrossEntropy,
  checkSoftmaxCrossEntropy,
} from '../goldens/checks/losses.ts';
import { checkLstm } from '../goldens/checks/lstm.ts';
import {
  checkLayerNormLstm,
  checkPeepholeLstm,
  checkProjectedLstm,
} from '../goldens/checks/lstmVariants.ts';
import { checkMultiHeadAttention } from '../goldens/checks/multiHeadAttention.ts';
import { checkOptimizer } from '../goldens/checks/optimizers.ts';
import { checkPositionalEmbedding } from '../goldens/checks/positionalEmbedding.ts';
import { checkRecurrentDropout } from '../goldens/checks/recurrentDropout.ts';
import { checkSchedule } from '../goldens/checks/schedules.ts';
import { checkSimpleRnn } from '../goldens/checks/simpleRnn.ts';
import { checkTransformerBlock } from '../goldens/checks/transformerBlock.ts';
import { checkValueLoss } from '../goldens/checks/valueLosses.ts';
import { readGoldens } from '../goldens/goldens.ts';
import {
  ATTENDING,
  expectAttentionDrops,
  expectAttentionIsTruncated,
  expectContextIsWhole,
  expectKeyMasksJoin,
  expectNoFuture,
  expectQueryMaskGoesOn,
  GOING_ON,
} from '../laws/attentionLaws.ts';
import { expectTwoLayers, PAIRS } from '../laws/bidirectionalLaws.ts';
import {
  expectRnnIsLayer,
  expectStackIsChain,
  expectStackIsStepped,
  expectSteppedByHand,
  expectStepsAreLayer,
} from '../laws/cellLaws.ts';
import { CELLS_OF_LAYERS, STACKS } from '../laws/cellsOfLayers.ts';
import {
  expectClipsOnce,
  expectNonFiniteIsLeft,
  expectSameDirection,
} from '../laws/clippingLaws.ts';
import { expectPaddingAtEnd } from '../laws/convLaws.ts';
import { expectCtcSumsOverAllWays, expectMaskedFramesAreLeftOut } from '../laws/ctcLaws.ts';
import { expectBackwardsIsReversed, expectZerosForMask } from '../laws/directionLaws.ts';
import {
  expectDropsInTraining,
  expectFairDropout,
  expectRowsOfDropout,
} from '../laws/dropoutLaws.ts';
import { expectIdsInRange } from '../laws/idLaws.ts';
import {
  expectReaderIsUntold,
  expectRowsInRange,
  expectSmallerTableIsRead,
  expectToldIsUntold,
  READERS,
} from '../laws/lookupLaws.ts';
import {
  expectHugeLogits,
  expectPaddedLossIsTruncated,
  expectWeightsDoNotCount,
  LOSS_KINDS,
} from '../laws/lossLaws.ts';
import { expectMarkedIsMasked, expectMasksJoin, expectZeroIsMasked } from '../laws/maskLaws.ts';
import {
  expectConcatenated,
  expectMasksOfInputsMerge,
  expectMerged,
  MERGED,
} from '../laws/mergeLaws.ts';
import { OPTIONED, OPTIONED_LAYERS, type Optioned } from '../laws/optionedRecurrences.ts';
import { expectGruOfTape, expectLstmOfTape, expectSimpleRnnOfTape } from '../laws/secondOpinion.ts';
import {
  expectCellsDropAsLayers,
  expectChunksDropTheSame,
  expectFewDraws,
  expectInputIsDropped,
  expectLstmDropsAsCell,
  expectNothingIsDroppedInUse,
  expectRowsDropAlone,
} from '../laws/sequenceDropoutLaws.ts';
import { CARRYING, SEQUENCE_LAYERS } from '../laws/sequenceLayers.ts';
import { expectLaidOut, expectPooled } from '../laws/shapeLaws.ts';
import {
  expectEachStepAlone,
  expectMaskGoesOn,
  expectStepsDrawTheirOwn,
} from '../laws/timeDistributedLaws.ts';
import type { LayerCase } from '../layers/cases/layerCase.ts';
import { RECURRENT_OPTION_CASES } from '../layers/cases/recurrentOptions.ts';
import { SEQUENCE_DROPOUT_CASES } from '../layers/cases/sequenceDropout.ts';
import { LAYER_CASES, LOGIT_CASES } from '../layers/cases.ts';
import { expectGruOfPair } from '../layers/gruOfPair.ts';
import { expectLayerNormalizationOfPair } from '../layers/layerNormalizationOfPair.ts';
import { expectLstmVariantsOfPairs } from '../layers/lstmVariantsOfPairs.ts';
import {
  COSTLY_LAYERS,
  expectOutputCosts,
  expectRulesReachWeights,
  RULED_LAYERS,
} from '../layers/ruledLayers.ts';
import { ACTIVATION_CASES } from '../math/pairs/activation.ts';
import { ATTENTION_CASES } from '../math/pairs/attention.ts';
import { BENT_CASES } from '../math/pairs/bent.ts';
import { CONV1D_CASES } from '../math/pairs/conv1d.ts';
import { CTC_CASES } from '../math/pairs/ctc.ts';
import { DENSE_CASES } from '../math/pairs/dense.ts';
import { DROPOUT_CASES } from '../math/pairs/dropout.ts';
import { EMBEDDING_CASES } from '../math/pairs/embedding.ts';
import { GRU_CASES } from '../math/pairs/gru.ts';
import { LAYER_NORMALIZATION_CASES } from '../math/pairs/layerNormalization.ts';
import { LOOKUP_CASES, LOOKUP_CONFIGS, LOOKUP_RECURRENCES } from '../math/pairs/lookup.ts';
import {
  GENERALIZED_CROSS_ENTROPY_CASES,
  MEAN_SQUARED_ERROR_CASES,
  SIGMOID_CROSS_ENTROPY_CASES,
  SOFTMAX_CROSS_ENTROPY_CASES,
} from '../math/pairs/losses.ts';
import { LSTM_CASES } from '../math/pairs/lstm.ts';
import { LSTM_VARIANT_CASES } from '../math/pairs/lstmVariants.ts';
import { CONCATENATE_CASES, MERGE_CASES, MERGE_OPERATIONS } from '../math/pairs/merge.ts';
import { MULTI_HEAD_ATTENTION_CASES } from '../math/pairs/multiHeadAttention.ts';
import { POSITIONAL_EMBEDDING_CASES } from '../math/pairs/positionalEmbedding.ts';
import { LAYOUT_CASES, POOLING_CASES } from '../math/pairs/sequences.ts';
import { SIMPLE_RNN_CASES } from '../math/pairs/simpleRnn.ts';
import { VALUE_LOSS_CASES } from '../math/pairs/valueLosses.ts';
import {
  type Check,
  chunkLaw,
  goldens,
  law,
  layers,
  once,
  pairs,
  recurrentLaws,
  sequenceLaw,
} from './check.ts';

import { expectOneRowServesAll, expectStepsAreWhole } from './givenChecks.ts';
import {
  expectCallsDrawTheirOwn,
  expectCallsHaveStates,
  expectChainIsItsParts,
  expectGraphIsItsParts,
  expectLayerBeginsAsItsModel,
  expectModelAsLayer,
  expectWrongGraphsAreRefused,
} from './graphChecks.ts';
import {
  expectLossesOfHeads,
  expectMeterSums,
  expectOptionsReachTheirOutputs,
  expectUpdateFollowsInnerLogits,
  expectUpdateFollowsLogits,
  expectUpdateFollowsLosses,
  expectUpdateReachesAll,
} from './headChecks.ts';
import {
  expectClassesAreWeighed,
  expectConstraintHolds,
  expectPenaltiesAndTheirGradients,
  expectPenaltyIsPartOfLoss,
  expectRowsAreWeighed,
} from './ruleChecks.ts';
import { expectAllRowsAreDense, expectOthersRest, expectSparseIsDense } from './sparseChecks.ts';
import { expectOrderOfTable, expectTableTwice } from './tableChecks.ts';

function casesOf(...kinds: readonly string[]): LayerCase[] {
  return LAYER_CASES.filter(({ name }) => kinds.some((kind) => name.startsWith(kind)));
}

const SIMPLE_RNN_GOLDENS = goldens('simpleRnn', checkSimpleRnn);
const SIMPLE_RNN: readonly Check[] = [
  SIMPLE_RNN_GOLDENS,
  goldens('simpleRnnMasked', checkSimpleRnn),
  once('a tape, simpleRnn', expectSimpleRnnOfTape),
  ...pairs('simpleRnn', SIMPLE_RNN_CASES),
];

const SIMPLE_RNN_LAWS = recurrentLaws('simpleRnn');
const LSTM_LAWS = recurrentLaws('lstm');

const VARIANTS_OF_PAIRS = once('layer ≡ pair, variants of the LSTM', expectLstmVariantsOfPairs);

/** Of recurrences that are told where their input was looked up. */
const LOOKUPS: readonly Check[] = [
  ...LOOKUP_RECURRENCES.flatMap((recurrence) => [
    once(`smaller tables, ${recurrence}`, (place) => expectSmallerTableIsRead(place, recurrence)),
    once(`rows in range, ${recurrence}`, (place) => expectRowsInRange(place, recurrence)),
  ]),
  once('told ≡ untold', (place) => {
    for (const config of LOOKUP_CONFIGS) expectToldIsUntold(place, config);
  }),
];

const MASK_LAWS: readonly Check[] = [
  law('masking ≡ mask', expectMarkedIsMasked),
  law('maskZero ≡ mask', expectZeroIsMasked),
  law('masks join', expectMasksJoin),
];

/** In pieces, a sequence gives what the whole gives. */
function inPieces(name: keyof typeof GOING_ON): Check[] {
  return [0, 1, 3].map((cut) =>
    law(`in pieces ≡ whole, ${name}, cut at ${cut}`, (place, sample) =>
      expectContextIsWhole(place, GOING_ON[name], sample, cut),
    ),
  );
}

/** Of layers that attend. */
const ATTENTION_LAWS: readonly Check[] = ATTENDING.flatMap((attending) => [
  ...[false, true].map((causal) =>
    law(
      `padded ≡ truncated, ${attending.name}, ${causal ? 'causal' : 'all seen'}`,
      (place, sample) => expectAttentionIsTruncated(place, attending, causal, sample),
    ),
  ),
  law(`no future, ${attending.name}`, (place, sample) => expectNoFuture(place, attending, sample)),
  once(`the mask goes on, ${attending.name}`, (place) => expectQueryMaskGoesOn(place, attending)),
]);

const GOLDENS_OF_OPTIMIZERS: Check = {
  name: 'goldens of optimizers',
  run({ optimizerFrom }) {
    for (const golden of readGoldens('optimizers')) checkOptimizer(golden, optimizerFrom);
  },
};

/** The laws of the options that all recurrent layers have. */
function optionLaws(one: Optioned): readonly Check[] {
  return [
    law(`backwards ≡ reversed, ${one.name}`, (place, sample) =>
      expectBackwardsIsReversed(place, one, sample),
    ),
    law(`zeros for masks, ${one.name}`, (place, sample) => expectZerosForMask(place, one, sample)),
  ];
}

const UPDATE_FOLLOWS_LOSSES = { name: 'an update follows losses', run: expectUpdateFollowsLosses };
const UPDATE_FOLLOWS_LOGITS = { name: 'an update follows logits', run: expectUpdateFollowsLogits };

/** The checks of a part of the library, the quickest first. */
export const CHECKS = {
  dense: [goldens('dense', checkDense), ...pairs('dense', DENSE_CASES)],
  activation: [goldens('activation', checkActivation), ...pairs('activation', ACTIVATION_CASES)],
  bent: [goldens('bent', checkBent), ...pairs('bent', BENT_CASES), sequenceLaw('prelu')],
  dropout: [
    ...pairs('dropout', DROPOUT_CASES),
    once('fair dropout', expectFairDropout),
    once('rows of dropout', expectRowsOfDropout),
  ],
  embedding: [
    goldens('embedding', checkEmbedding),
    once('ids out of range', expectIdsInRange),
    ...pairs('embedding', EMBEDDING_CASES),
  ],
  // the LSTM, too, as the simple RNN keeps its gradients otherwise
  steps: [...SIMPLE_RNN, goldens('lstmMasked', checkLstm), ...pairs('lstm', LSTM_CASES)],
  inputProduct: [
    once('order of the table', expectOrderOfTable),
    SIMPLE_RNN_GOLDENS,
    ...LOOKUPS,
    ...SIMPLE_RNN,
    ...pairs('lookups', LOOKUP_CASES),
  ],
  simpleRnn: [...SIMPLE_RNN, ...SIMPLE_RNN_LAWS],
  lstm: [
    goldens('lstm', checkLstm),
    goldens('lstmMasked', checkLstm),
    once('a tape, lstm', expectLstmOfTape),
    ...pairs('lstm', LSTM_CASES),
    ...LSTM_LAWS,
  ],
  gru: [
    goldens('gru', checkGru),
    goldens('gruMasked', checkGru),
    goldens('gruResetBefore', checkGru),
    once('a tape, gru', (place) => expectGruOfTape(place, true)),
    once('a tape, gru, reset before', (place) => expectGruOfTape(place, false)),
    once('layer ≡ pair, gru', expectGruOfPair),
    ...pairs('gru', GRU_CASES),
    ...recurrentLaws('gru'),
    ...recurrentLaws('gru, reset before'),
    ...recurrentLaws('gru on an embedding'),
  ],
  layerNormLstm: [
    goldens('layerNormLstm', checkLayerNormLstm),
    VARIANTS_OF_PAIRS,
    ...pairs('layerNormLstm', LSTM_VARIANT_CASES.layerNormLstm),
    ...recurrentLaws('layerNormLstm'),
  ],
  peepholeLstm: [
    goldens('peepholeLstm', checkPeepholeLstm),
    VARIANTS_OF_PAIRS,
    ...pairs('peepholeLstm', LSTM_VARIANT_CASES.peepholeLstm),
    ...recurrentLaws('peepholeLstm'),
  ],
  projectedLstm: [
    goldens('projectedLstm', checkProjectedLstm),
    VARIANTS_OF_PAIRS,
    ...pairs('projectedLstm', LSTM_VARIANT_CASES.projectedLstm),
    ...recurrentLaws('projectedLstm'),
    ...recurrentLaws('layerNormLstm on an embedding'),
    ...layers('projectedLstm', casesOf('projectedLstm')),
    ...OPTIONED.filter(({ name }) => name === 'projectedLstm').flatMap(optionLaws),
  ],
  attention: [
    goldens('attention', checkAttention),
    goldens('additiveAttention', checkAdditiveAttention),
    once('weights are dropped', expectAttentionDrops),
    law('key masks join', (place, sample) => expectKeyMasksJoin(place, false, sample)),
    ...pairs('attention', ATTENTION_CASES),
    ...ATTENTION_LAWS,
  ],
  multiHeadAttention: [
    goldens('multiHeadAttention', checkMultiHeadAttention),
    once('weights are dropped', expectAttentionDrops),
    ...inPieces('multiHeadAttention with a context'),
    ...pairs('multiHeadAttention', MULTI_HEAD_ATTENTION_CASES),
    ...layers('multiHeadAttention', casesOf('multiHeadAttention')),
    ...ATTENTION_LAWS,
  ],
  positionalEmbedding: [
    goldens('positionalEmbedding', checkPositionalEmbedding),
    ...pairs('positionalEmbedding', POSITIONAL_EMBEDDING_CASES),
    sequenceLaw('positionalEmbedding'),
    ...inPieces('positionalEmbedding'),
    ...layers('positionalEmbedding', casesOf('positionalEmbedding')),
  ],
  transformerBlock: [
    {
      name: 'goldens of transformerBlock',
      run(library) {
        for (const golden of readGoldens('transformerBlock')) {
          checkTransformerBlock(golden, library.layers);
        }
      },
    },
    ...inPieces('transformerBlock'),
    sequenceLaw('transformerBlock'),
    ...layers('transformerBlock', casesOf('transformerBlock')),
  ],
  losses: [
    goldens('softmaxCrossEntropy', checkSoftmaxCrossEntropy),
    goldens('sigmoidCrossEntropy', checkSigmoidCrossEntropy),
    goldens('meanSquaredError', checkMeanSquaredError),
    goldens('categoricalGeneralizedCrossEntropy', checkGeneralizedCrossEntropy),
    once('huge logits', expectHugeLogits),
    ...LOSS_KINDS.flatMap((kind) => [
      law(`padded ≡ truncated, ${kind.name}`, (place, sample) =>
        expectPaddedLossIsTruncated(place, kind, sample),
      ),
      law(`weights do not count, ${kind.name}`, (place, sample) =>
        expectWeightsDoNotCount(place, kind, sample),
      ),
    ]),
    ...pairs('losses', [
      ...MEAN_SQUARED_ERROR_CASES,
      ...SIGMOID_CROSS_ENTROPY_CASES,
      ...SOFTMAX_CROSS_ENTROPY_CASES,
      ...GENERALIZED_CROSS_ENTROPY_CASES,
    ]),
  ],
  valueLosses: [goldens('valueLosses', checkValueLoss), ...pairs('value losses', VALUE_LOSS_CASES)],
  ctc: [
    goldens('ctc', checkCtc),
    once('all ways', expectCtcSumsOverAllWays),
    once('masked frames', expectMaskedFramesAreLeftOut),
    ...pairs('ctc', CTC_CASES),
  ],
  clipping: [
    {
      name: 'goldens of clipping',
      run({ clipGradients }) {
        for (const golden of readGoldens('clipping')) checkClipping(golden, clipGradients);
      },
    },
    GOLDENS_OF_OPTIMIZERS,
    { name: 'clips once', run: ({ clipGradients }) => expectClipsOnce(clipGradients) },
    { name: 'same direction', run: ({ clipGradients }) => expectSameDirection(clipGradients) },
    { name: 'non-finite', run: ({ clipGradients }) => expectNonFiniteIsLeft(clipGradients) },
  ],
  optimizers: [
    {
      name: 'goldens of schedules',
      run({ optimizerFrom }) {
        for (const golden of readGoldens('schedules')) checkSchedule(golden, optimizerFrom);
      },
    },
    GOLDENS_OF_OPTIMIZERS,
  ],
  rnn: [
    ...recurrentLaws('rnn of an Elman cell'),
    ...layers('rnn', casesOf("rnn of a user's Elman cell")),
  ],
  sequenceDropout: [
    goldens('recurrentDropout', checkRecurrentDropout),
    once('lstm ≡ cell, dropout', expectLstmDropsAsCell),
    once('cells ≡ layers, dropout', expectCellsDropAsLayers),
    ...OPTIONED_LAYERS.flatMap((one) => [
      once(`in use, ${one.name}`, (place) => expectNothingIsDroppedInUse(place, one)),
      once(`few draws, ${one.name}`, (place) => expectFewDraws(place, one)),
      law(`rows drop alone, ${one.name}`, (place, sample) =>
        expectRowsDropAlone(place, one, sample),
      ),
      law(`chunks drop the same, ${one.name}`, (place, sample) =>
        expectChunksDropTheSame(place, one, sample),
      ),
    ]),
    law('the input is dropped', (place, sample) =>
      expectInputIsDropped(place, OPTIONED_LAYERS[0]!, sample, false),
    ),
    ...READERS.filter(({ name }) => name.includes('dropout')).map((reader) =>
      once(`behind an embedding, ${reader.name}`, (place) =>
        expectReaderIsUntold(place, reader, false),
      ),
    ),
    ...READERS.filter(({ name }) => name.includes('dropout')).map((reader) =>
      once(`behind an embedding that masks, ${reader.name}`, (place) =>
        expectReaderIsUntold(place, reader, true),
      ),
    ),
    ...layers(
      'dropout',
      SEQUENCE_DROPOUT_CASES.filter(({ name }) => name.includes('B=3 T=5, interior')),
    ),
  ],
  bidirectional: [
    once('goldens of directions', (place) => {
      for (const golden of readGoldens('directions')) checkDirections(golden, place);
    }),
    ...OPTIONED_LAYERS.slice(0, 1).map((one) =>
      law(`bidirectional ≡ two layers, ${one.name}`, (place, sample) =>
        expectTwoLayers(place, one, sample),
      ),
    ),
    ...PAIRS.map(({ one, other }) =>
      law(`bidirectional ≡ ${one.name} and ${other.name}`, (place, sample) =>
        expectTwoLayers(place, one, sample, other),
      ),
    ),
  ],
  recurrentOptions: [
    ...OPTIONED.flatMap(optionLaws),
    ...layers('recurrent options', RECURRENT_OPTION_CASES),
  ],
  cells: [
    ...CELLS_OF_LAYERS.flatMap((one) => [
      once(`rnn ≡ layer, ${one.name}`, (place) => expectRnnIsLayer(place, one)),
      once(`steps ≡ layer, ${one.name}`, (place) => expectStepsAreLayer(place, one)),
      once(`by hand ≡ layer, ${one.name}`, (place) => expectSteppedByHand(place, one)),
    ]),
    ...STACKS.map((stack) =>
      once(`stack ≡ chain, ${stack.name}`, (place) => expectStackIsChain(place, stack)),
    ),
    once('stack ≡ steps', expectStackIsStepped),
  ],
  masking: [...MASK_LAWS, ...layers('masking', casesOf('masking'))],
  layerNormalization: [
    goldens('layerNormalization', checkLayerNormalization),
    once('layer ≡ pair, layerNormalization', expectLayerNormalizationOfPair),
    sequenceLaw('layerNormalization'),
    ...pairs('layerNormalization', LAYER_NORMALIZATION_CASES),
    ...layers('layerNormalization', casesOf('layerNormalization')),
  ],
  merge: [
    once('merged by hand', (place) => {
      for (const merged of MERGED) expectMerged(place, merged);
    }),
    once('masks of inputs merge', expectMasksOfInputsMerge),
    once('concatenated by hand', expectConcatenated),
    ...pairs('merge', [...MERGE_CASES, ...CONCATENATE_CASES]),
    ...layers('merge', casesOf(...MERGE_OPERATIONS, 'concatenate')),
    ...[...MERGE_OPERATIONS, 'concatenate', 'concatenate along time'].map(sequenceLaw),
  ],
  conv1d: [
    goldens('conv1d', checkConv1d),
    once('padding before a step', expectPaddingAtEnd),
    ...SEQUENCE_LAYERS.filter(({ name }) => name.startsWith('conv1d')).map(({ name }) =>
      sequenceLaw(name),
    ),
    ...CARRYING.map(({ name }) => chunkLaw(name)),
    ...pairs('conv1d', CONV1D_CASES),
    ...layers('conv1d', [
      ...casesOf('conv1d'),
      ...LOGIT_CASES.filter(({ name }) => name.startsWith('conv1d')),
    ]),
  ],
  timeDistributed: [
    once('each step alone', expectEachStepAlone),
    once('steps draw their own', expectStepsDrawTheirOwn),
    once('a mask goes on', expectMaskGoesOn),
    sequenceLaw('timeDistributed'),
    ...layers('timeDistributed', [
      ...casesOf('timeDistributed'),
      ...LOGIT_CASES.filter(({ name }) => name.startsWith('timeDistributed')),
    ]),
  ],
  shapes: [
    once('pooled by hand', expectPooled),
    once('laid out by hand', expectLaidOut),
    ...pairs('shapes', [...POOLING_CASES, ...LAYOUT_CASES]),
    ...layers('shapes', casesOf('global', 'repeatVector', 'reshape', 'permute')),
    ...['globalAveragePooling1d', 'globalMaxPooling1d', 'reshape', 'permute'].map(sequenceLaw),
  ],
  tables: [
    once('the table twice', expectTableTwice),
    ...READERS.map((reader) =>
      once(`behind an embedding, ${reader.name}`, (place) => {
        for (const maskZero of [false, true]) expectReaderIsUntold(place, reader, maskZero);
      }),
    ),
  ],
  rules: [
    { name: 'penalty in the loss', run: expectPenaltyIsPartOfLoss },
    { name: 'constraints hold', run: expectConstraintHolds },
    {
      name: 'rules reach weights',
      run({ layers: room }) {
        for (const ruled of RULED_LAYERS) expectRulesReachWeights(room, ruled);
      },
    },
    {
      name: 'outputs cost',
      run({ layers: room }) {
        for (const costly of COSTLY_LAYERS) expectOutputCosts(room, costly);
      },
    },
    { name: 'rows are weighed', run: expectRowsAreWeighed },
    { name: 'classes are weighed', run: expectClassesAreWeighed },
    { name: 'penalties and their gradients', run: expectPenaltiesAndTheirGradients },
  ],
  given: [
    { name: 'steps of a model that was given the rest are whole', run: expectStepsAreWhole },
    { name: 'one row that was given serves all', run: expectOneRowServesAll },
  ],
  graphs: [
    { name: 'a chain is its parts', run: expectChainIsItsParts },
    { name: 'a graph is its parts', run: expectGraphIsItsParts },
    { name: 'calls have states', run: expectCallsHaveStates },
    { name: 'calls draw their own', run: expectCallsDrawTheirOwn },
    { name: 'a layer begins as its model', run: expectLayerBeginsAsItsModel },
    { name: 'wrong graphs are refused', run: expectWrongGraphsAreRefused },
    UPDATE_FOLLOWS_LOSSES,
    UPDATE_FOLLOWS_LOGITS,
    { name: 'an update reaches all', run: expectUpdateReachesAll },
    { name: 'an update follows logits within', run: expectUpdateFollowsInnerLogits },
    { name: 'a model as a layer', run: expectModelAsLayer },
  ],
  heads: [
    { name: 'options reach their outputs', run: expectOptionsReachTheirOutputs },
    { name: 'a meter sums', run: expectMeterSums },
    { name: 'losses of heads', run: expectLossesOfHeads },
    UPDATE_FOLLOWS_LOSSES,
    UPDATE_FOLLOWS_LOGITS,
  ],
  sparse: [
    { name: 'sparse ≡ dense', run: expectSparseIsDense },
    { name: 'all rows ≡ dense', run: expectAllRowsAreDense },
    { name: 'others rest', run: expectOthersRest },
  ],
  layers: [
    once('dropout in training', expectDropsInTraining),
    ...layers('logits', LOGIT_CASES),
    ...layers('parts', casesOf('dropout', 'flatten', 'dense, tanh on [2, 3, 4]')),
    ...MASK_LAWS,
    ...SIMPLE_RNN_LAWS,
    ...LSTM_LAWS,
    ...recurrentLaws('lstm on an embedding'),
    ...recurrentLaws('lstm on a simpleRnn'),
    ...recurrentLaws('simpleRnn on masking and dense'),
    ...layers('users’', casesOf('a user')),
    ...layers('lstm', casesOf('lstm')),
  ],
} as const satisfies Record<string, readonly Check[]>;
