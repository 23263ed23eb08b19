import * as room from 'unrolled';
import {
  dense,
  dropout,
  gru,
  initializers,
  input,
  lstm,
  type Model,
  type ModelData,
  masking,
  randomStream,
  rnn,
  sequential,
  simpleRnn,
  type Tensor,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { elmanCell } from '../layers/cells.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { numbersIn } from './numbersIn.ts';

/** Three rows of two features, and for each how its steps are laid out: 1 where one stands. */
const LAYOUTS: readonly [string, readonly (readonly number[])[]][] = [
  [
    'a suffix',
    [
      [1, 1, 1, 0, 0],
      [1, 0, 0, 0, 0],
      [1, 1, 1, 1, 1],
    ],
  ],
  [
    'a prefix',
    [
      [0, 0, 1, 1, 1],
      [0, 0, 0, 0, 1],
      [1, 1, 1, 1, 1],
    ],
  ],
  [
    'the interior',
    [
      [1, 0, 1, 0, 1],
      [0, 1, 0, 0, 1],
      [1, 1, 1, 1, 1],
    ],
  ],
  [
    'a whole row',
    [
      [0, 0, 0, 0, 0],
      [1, 1, 1, 1, 1],
      [1, 1, 0, 1, 1],
    ],
  ],
  [
    'all rows',
    [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ],
  ],
];

const LAYERS: readonly [string, () => Model][] = [
  [
    'lstm, simpleRnn, dense',
    () =>
      sequential(
        [
          input({ shape: [null, 2] }),
          lstm({ units: 3, returnSequences: true }),
          simpleRnn({ units: 3, returnSequences: true }),
          dense({ units: 4, activation: 'softmax' }),
        ],
        { dtype: 'float64' },
      ),
  ],
  [
    'gru twice, dense',
    () =>
      sequential(
        [
          input({ shape: [null, 2] }),
          gru({ units: 3, returnSequences: true }),
          gru({ units: 3, returnSequences: true, resetAfter: false }),
          dense({ units: 4, activation: 'softmax' }),
        ],
        { dtype: 'float64' },
      ),
  ],
  [
    'dense, dropout, a user’s own cell',
    () =>
      sequential(
        [
          input({ shape: [null, 2] }),
          dense({ units: 3, activation: 'relu' }),
          dropout({ rate: 0.5 }),
          rnn(elmanCell(room)({ units: 3 }), { returnSequences: true }),
          dense({ units: 4, kernelInitializer: initializers.randomNormal({ stddev: 1 }) }),
        ],
        { dtype: 'float64' },
      ),
  ],
];

const CASES = LAYERS.flatMap(([layers, build]) =>
  LAYOUTS.map(([place, layout]) => ({ layers, build, place, layout })),
);

describe('padded is truncated through a whole model', () => {
  test.each(CASES)('$layers, padding in $place', async ({ build, layout }) => {
    const { rows, labels, padded } = drawRows(layout, Number.NaN);
    const model = build();
    model.compile({
      optimizer: 'sgd',
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy', 'perplexity'],
    });
    const all = await model.predict(padded);
    for (const [b, row] of rows.entries()) {
      const alone = await model.predict([row]);
      expectBits(runningSteps(all, b, layout[b] ?? []), [...alone.data], `the output of row ${b}`);
    }

    // Rows of their own length, one batch each, add up to the padded batch.
    const targets = layout.map((steps, b) => {
      let next = 0;
      return steps.map((runs) => (runs === 1 ? (labels[b]?.[next++] ?? -1) : 77));
    });
    const together = await model.evaluate(padded, targets);
    const apart = await model.evaluate(rows, labels);
    for (const [name, value] of Object.entries(apart)) {
      expectClose([together[name] ?? Number.NaN], [value], name);
    }
  });

  test.each(CASES)('$layers, padding in $place, going back', ({ build, layout }) => {
    const { rows, padded } = drawRows(layout, Number.NaN);
    const model = build();
    const gradientOf = (x: ModelData, steps: readonly (readonly number[])[]): number[] => {
      const [y, backward] = model.begin(x);
      const d = room.zeros([...y.shape], 'float64');
      const N = y.shape.at(-1) ?? 0;
      const T = y.shape[1] ?? 0;
      for (const [b, row] of steps.entries()) {
        const random = randomStream('dy', b);
        for (const [t, runs] of row.entries()) {
          for (let n = 0; n < N; n++) {
            if (runs === 1) d.data[(b * T + t) * N + n] = random.normal();
          }
        }
      }
      return numbersIn(backward(d));
    };
    const together = gradientOf(padded, layout);
    const apart = gradientOf(
      rows,
      rows.map((row) => row.map(() => 1)),
    );
    expect(together.every(Number.isFinite)).toBe(true);
    expectClose(together, apart, 'the gradient');
  });
});

test('a masking layer makes of padding what a mask makes of it', async () => {
  const layout = [
    [1, 1, 0, 0],
    [0, 1, 0, 1],
  ];
  const { padded } = drawRows(layout, -9);
  const build = (...first: readonly ReturnType<typeof masking>[]): Model =>
    new room.Model([input({ shape: [null, 2] }), ...first, lstm({ units: 3 })]);
  const masked = await build(masking({ maskValue: -9 })).predict(padded.data);
  const given = await build().predict(padded);
  expectBits(masked.data, [...given.data], 'the output');
});

function drawRows(layout: readonly (readonly number[])[], padding: number) {
  const random = randomStream('rows');
  const rows = layout.map((steps) =>
    steps.filter((runs) => runs === 1).map(() => [random.normal(), random.normal()]),
  );
  const labels = rows.map((row) => row.map(() => random.integer(4)));
  const data = layout.map((steps, b) => {
    let next = 0;
    return steps.map((runs) => (runs === 1 ? rows[b]?.[next++] : undefined) ?? [padding, padding]);
  });
  return { rows, labels, padded: { data, mask: layout } };
}

/** The outputs of row b at the steps that run. */
function runningSteps(y: Tensor, b: number, steps: readonly number[]): number[] {
  const [, T = 0, N = 0] = y.shape;
  return steps.flatMap((runs, t) =>
    runs === 1 ? [...y.data.subarray((b * T + t) * N, (b * T + t + 1) * N)] : [],
  );
}
