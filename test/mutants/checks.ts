import fc from 'fast-check';
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
import { type Golden, readGoldens } from '../goldens/goldens.ts';
import {
  expectClipsOnce,
  expectNonFiniteIsLeft,
  expectSameDirection,
} from '../laws/clippingLaws.ts';
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
  type LookupPlace,
  READERS,
} from '../laws/lookupLaws.ts';
import {
  expectHugeLogits,
  expectPaddedLossIsTruncated,
  expectWeightsDoNotCount,
  LOSS_KINDS,
  type LossPlace,
} from '../laws/lossLaws.ts';
import { expectMarkedIsMasked, expectMasksJoin, expectZeroIsMasked } from '../laws/maskLaws.ts';
import { RECURRENCES, type Recurrence } from '../laws/recurrences.ts';
import {
  expectChunkedIsWhole,
  expectLastOfSequence,
  expectPaddedIsTruncated,
  type Place,
} from '../laws/recurrentLaws.ts';
import { SAMPLES, type Sample, SEEDED } from '../laws/samples.ts';
import { expectGruOfTape, expectLstmOfTape, expectSimpleRnnOfTape } from '../laws/secondOpinion.ts';
import { LAYER_CASES, type LayerCase, LOGIT_CASES } from '../layers/cases.ts';
import { expectGruOfPair } from '../layers/gruOfPair.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import { expectContract } from '../math/expectContract.ts';
import { expectGradients } from '../math/expectGradients.ts';
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
import type { MathRoom, PairCase } from '../math/pairs/room.ts';
import { SIMPLE_RNN_CASES } from '../math/pairs/simpleRnn.ts';
import { expectNothingUnwrittenIsRead } from '../math/poison.ts';
import type { Library } from './load.ts';

/** A check that the tests make of the library, and that an edited copy can be put to. */
export interface Check {
  readonly name: string;
  /** Throws if the library fails. */
  readonly run: (library: Library) => void;
}

function goldens(family: string, check: (golden: Golden, room: MathRoom) => void): Check {
  return {
    name: `goldens of ${family}`,
    run({ math }) {
      for (const golden of readGoldens(family)) check(golden, math);
    },
  };
}

function pairs(cases: readonly PairCase[]): Check[] {
  return [
    {
      name: 'gradients',
      run({ math }) {
        const compute = math.referenceCompute('float64');
        for (const { subject } of cases) expectGradients((seed) => subject(math, seed), compute);
      },
    },
    {
      name: 'contract',
      run({ math }) {
        const compute = math.referenceCompute('float64');
        for (const { subject } of cases) expectContract((seed) => subject(math, seed), compute);
      },
    },
    {
      name: 'nothing unwritten',
      run({ math }) {
        const compute = math.referenceCompute('float64');
        for (const { subject } of cases) expectNothingUnwrittenIsRead(subject(math, 0), compute);
      },
    },
  ];
}

function layers(cases: readonly LayerCase[]): Check[] {
  const subjects = ({ math, layers: room }: Library) => {
    const compute = math.referenceCompute('float64');
    return cases.map(({ layer, run }) => ({
      compute,
      draw: (seed: number) => layerSubject(room, layer(room), seed, run(seed)),
    }));
  };
  return [
    {
      name: 'gradients of layers',
      run(library) {
        for (const { draw, compute } of subjects(library)) expectGradients(draw, compute);
      },
    },
    {
      name: 'contract of layers',
      run(library) {
        for (const { draw, compute } of subjects(library)) expectContract(draw, compute);
      },
    },
  ];
}

function casesOf(...kinds: readonly string[]): LayerCase[] {
  return LAYER_CASES.filter(({ name }) => kinds.some((kind) => name.startsWith(kind)));
}

function law(name: string, holds: (place: Place & LossPlace, sample: Sample) => void): Check {
  return {
    name,
    run({ math, layers }) {
      const place = { math, layers, compute: math.referenceCompute('float64') };
      fc.assert(
        fc.property(SAMPLES, (sample) => holds(place, sample)),
        { ...SEEDED, numRuns: 20, endOnFailure: true },
      );
    },
  };
}

function recurrentLaws(wanted: (recurrence: Recurrence) => boolean): Check[] {
  return RECURRENCES.filter(wanted).flatMap((recurrence) => [
    law(`padded ≡ truncated, ${recurrence.name}`, (place, sample) =>
      expectPaddedIsTruncated(place, recurrence, sample),
    ),
    law(`last ≡ last of sequence, ${recurrence.name}`, (place, sample) =>
      expectLastOfSequence(place, recurrence, sample),
    ),
    law(`chunked ≡ whole, ${recurrence.name}`, (place, sample) =>
      expectChunkedIsWhole(place, recurrence, sample, 3),
    ),
  ]);
}

const MASK_LAWS: readonly Check[] = [
  law('masking ≡ mask', expectMarkedIsMasked),
  law('maskZero ≡ mask', expectZeroIsMasked),
  law('masks join', expectMasksJoin),
];

function once(name: string, holds: (place: Place & LossPlace & LookupPlace) => void): Check {
  return {
    name,
    run({ math, layers }) {
      holds({ math, layers, compute: math.referenceCompute('float64') });
    },
  };
}

const GOLDENS_OF_OPTIMIZERS: Check = {
  name: 'goldens of optimizers',
  run({ optimizerFrom }) {
    for (const golden of readGoldens('optimizers')) checkOptimizer(golden, optimizerFrom);
  },
};

/** The checks of a part of the library, the quickest first. */
export const CHECKS = {
  dense: [goldens('dense', checkDense), ...pairs(DENSE_CASES)],
  activation: [goldens('activation', checkActivation), ...pairs(ACTIVATION_CASES)],
  dropout: [
    ...pairs(DROPOUT_CASES),
    once('fair dropout', expectFairDropout),
    once('rows of dropout', expectRowsOfDropout),
  ],
  embedding: [
    goldens('embedding', checkEmbedding),
    once('ids out of range', expectIdsInRange),
    ...pairs(EMBEDDING_CASES),
  ],
  simpleRnn: [
    goldens('simpleRnn', checkSimpleRnn),
    goldens('simpleRnnMasked', checkSimpleRnn),
    once('second opinion', expectSimpleRnnOfTape),
    ...pairs(SIMPLE_RNN_CASES),
    ...recurrentLaws(({ name }) => name === 'simpleRnn'),
  ],
  lstm: [
    goldens('lstm', checkLstm),
    goldens('lstmMasked', checkLstm),
    once('second opinion', expectLstmOfTape),
    ...pairs(LSTM_CASES),
    ...recurrentLaws(({ name }) => name === 'lstm'),
  ],
  gru: [
    goldens('gru', checkGru),
    goldens('gruMasked', checkGru),
    goldens('gruResetBefore', checkGru),
    once('second opinion', (place) => expectGruOfTape(place, true)),
    once('second opinion, reset before', (place) => expectGruOfTape(place, false)),
    once('layer ≡ pair', expectGruOfPair),
    ...pairs(GRU_CASES),
    ...recurrentLaws(({ name }) => name.startsWith('gru')),
    ...layers(casesOf('gru', "a user's composite of an embedding and a GRU")),
  ],
  inputProduct: [
    goldens('lstm', checkLstm),
    goldens('simpleRnn', checkSimpleRnn),
    ...LOOKUP_RECURRENCES.flatMap((recurrence) => [
      once(`smaller tables, ${recurrence}`, (place) => expectSmallerTableIsRead(place, recurrence)),
      once(`rows in range, ${recurrence}`, (place) => expectRowsInRange(place, recurrence)),
    ]),
    ...LOOKUP_CONFIGS.map((config) =>
      once(`told ≡ untold, ${config.name}`, (place) => expectToldIsUntold(place, config)),
    ),
    ...pairs(LOOKUP_CASES),
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
    ...pairs([
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
  rnn: [...recurrentLaws(({ name }) => name.startsWith('rnn')), ...layers(casesOf('rnn of'))],
  masking: [...MASK_LAWS, ...layers(casesOf('masking'))],
  layers: [
    once('dropout in training', expectDropsInTraining),
    ...READERS.flatMap((reader) =>
      [false, true].map((maskZero) =>
        once(`behind an embedding, ${reader.name}`, (place) =>
          expectReaderIsUntold(place, reader, maskZero),
        ),
      ),
    ),
    ...MASK_LAWS,
    ...recurrentLaws(({ name }) => !name.startsWith('rnn')),
    ...layers(casesOf('dense', 'dropout', 'flatten', 'embedding', 'a user')),
    ...layers(LOGIT_CASES),
    ...layers(casesOf('simpleRnn', 'lstm', 'gru')),
  ],
} as const satisfies Record<string, readonly Check[]>;
