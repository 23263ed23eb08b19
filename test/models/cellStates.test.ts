import {
  gruCell,
  input,
  layerNormLstm,
  lstmCell,
  model,
  peepholeLstm,
  projectedLstm,
  randomStream,
  rnn,
  simpleRnnCell,
} from 'unrolled';
import { expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';

const STATE = { returnSequences: true, returnState: true } as const;

const LAYERS = [
  { name: 'layerNormLstm', layer: layerNormLstm({ units: 3, ...STATE }) },
  {
    name: 'peepholeLstm',
    layer: peepholeLstm({ units: 3, peepholeInitializer: 'randomNormal', ...STATE }),
  },
  { name: 'projectedLstm', layer: projectedLstm({ units: 4, projection: 3, ...STATE }) },
  {
    name: 'a stack of cells',
    layer: rnn([gruCell({ units: 2 }), lstmCell({ units: 4 }), simpleRnnCell({ units: 3 })], STATE),
  },
];

test.each(LAYERS)(
  '$name, called again from the states it returned, gives the rest of the sequence, bit for bit',
  async ({ layer }) => {
    const first = input({ shape: [null, 2], name: 'first' });
    const second = input({ shape: [null, 2], name: 'second' });
    const [start, ...states] = layer(first);
    const [rest] = layer(second, { initialState: states });
    const inTwo = model({ inputs: [first, second], outputs: [start, rest], seed: 3 });
    const random = randomStream('sequence');
    const x = Array.from({ length: 5 }, () => [random.normal(), random.normal()]);
    const [y1, y2] = await inTwo.predict([[x.slice(0, 2)], [x.slice(2)]]);

    const [y] = layer(first);
    const whole = model({ inputs: first, outputs: y, shareWith: inTwo });
    const expected = await whole.predict([x]);
    expect(expected.shape).toEqual([1, 5, 3]);
    expectBits([...y1.data, ...y2.data], expected.data, 'the output');
  },
);
