import { checkActivation } from '../goldens/checks/activation.ts';
import { checkClipping } from '../goldens/checks/clipping.ts';
import { checkDense } from '../goldens/checks/dense.ts';
import { checkEmbedding } from '../goldens/checks/embedding.ts';
import { checkGru } from '../goldens/checks/gru.ts';
import {
  checkMeanSquaredError,
  checkSigmoidCrossEntropy,
  checkSoftmaxCrossEntropy,
} from '../goldens/checks/losses.ts';
import { checkLstm } from '../goldens/checks/lstm.ts';
import { checkOptimizer } from '../goldens/checks/optimizers.ts';
import { checkSchedule } from '../goldens/checks/schedules.ts';
import { checkSimpleRnn } from '../goldens/checks/simpleRnn.ts';
import { readGoldens } from '../goldens/goldens.ts';
import {
  CELLS_OF_LAYERS,
  expectRnnIsLayer,
  expectStackIsChain,
  expectStackIsStepped,
  expectSteppedByHand,
  expectStepsAreLayer,
  STACKS,
} from '../laws/cellLaws.ts';
import {
  expectClipsOnce,
  expectNonFiniteIsLeft,
  expectSameDirection,
} from '../laws/clippingLaws.ts';
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
import { OPTIONED } from '../laws/optionedRecurrences.ts';
import { expectGruOfTape, expectLstmOfTape, expectSimpleRnnOfTape } from '../laws/secondOpinion.ts';
import type { LayerCase } from '../layers/cases/layerCase.ts';
import { RECURRENT_OPTION_CASES } from '../layers/cases/recurrentOptions.ts';
import { LAYER_CASES, LOGIT_CASES } from '../layers/cases.ts';
import { expectGruOfPair } from '../layers/gruOfPair.ts';
import { ACTIVATION_CASES } from '../math/pairs/activation.ts';
import { DENSE_CASES } from '../math/pairs/dense.ts';
import { DROPOUT_CASES } from '../math/pairs/dropout.ts';
import { EMBEDDING_CASES } from '../math/pairs/embedding.ts';
import { GRU_CASES } from '../math/pairs/gru.ts';
import { LOOKUP_CASES, LOOKUP_CONFIGS, LOOKUP_RECURRENCES } from '../math/pairs/lookup.ts';
import {
  MEAN_SQUARED_ERROR_CASES,
  SIGMOID_CROSS_ENTROPY_CASES,
  SOFTMAX_CROSS_ENTROPY_CASES,
} from '../math/pairs/losses.ts';
import { LSTM_CASES } from '../math/pairs/lstm.ts';
import { SIMPLE_RNN_CASES } from '../math/pairs/simpleRnn.ts';
import { type Check, goldens, law, layers, once, pairs, recurrentLaws } from './check.ts';
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

const GOLDENS_OF_OPTIMIZERS: Check = {
  name: 'goldens of optimizers',
  run({ optimizerFrom }) {
    for (const golden of readGoldens('optimizers')) checkOptimizer(golden, optimizerFrom);
  },
};

/** The checks of a part of the library, the quickest first. */
export const CHECKS = {
  dense: [goldens('dense', checkDense), ...pairs('dense', DENSE_CASES)],
  activation: [goldens('activation', checkActivation), ...pairs('activation', ACTIVATION_CASES)],
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
  steps: SIMPLE_RNN,
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
  losses: [
    goldens('softmaxCrossEntropy', checkSoftmaxCrossEntropy),
    goldens('sigmoidCrossEntropy', checkSigmoidCrossEntropy),
    goldens('meanSquaredError', checkMeanSquaredError),
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
    ]),
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
  recurrentOptions: [
    ...OPTIONED.flatMap((one) => [
      law(`backwards ≡ reversed, ${one.name}`, (place, sample) =>
        expectBackwardsIsReversed(place, one, sample),
      ),
      law(`zeros for masks, ${one.name}`, (place, sample) =>
        expectZerosForMask(place, one, sample),
      ),
    ]),
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
  tables: [
    once('the table twice', expectTableTwice),
    ...READERS.map((reader) =>
      once(`behind an embedding, ${reader.name}`, (place) => {
        for (const maskZero of [false, true]) expectReaderIsUntold(place, reader, maskZero);
      }),
    ),
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
