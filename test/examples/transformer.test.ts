import { expect, test } from 'vitest';
import { readBook } from '../../examples/transformer/book.ts';
import { main } from '../../examples/transformer/index.ts';
import { learn, write } from '../../examples/transformer/learn.ts';
import { newLstm, newTransformer, WINDOW } from '../../examples/transformer/writers.ts';
import { expectBits } from '../math/closeness.ts';
import { printed } from './printed.ts';

const book = readBook();
const { size } = book.vocabulary;
const WRITERS = { LSTM: newLstm, transformer: newTransformer };

test.each(Object.entries(WRITERS))(
  'the %s gives the same bits character by character as for a whole window',
  async (_, newWriter) => {
    const { model } = newWriter(size);
    const window = book.heldOut.x.hi(1);
    const whole = await model.predict(window);
    let state = model.initialState(1);
    for (let t = 0; t < WINDOW; t++) {
      const next = model.step([window.get(0, t)], state);
      state = next.state;
      const expected = Array.from({ length: size }, (_, id) => whole.get(0, t, id));
      expectBits(next.output.data, expected, `step ${t}`);
    }
  },
);

test.each(Object.entries(WRITERS))(
  'the %s learns of the book, and writes to the end of its window',
  async (_, newWriter) => {
    const writer = newWriter(size);
    const { x, y } = book.heldOut;
    const few = { ...book, heldOut: { x: x.hi(32), y: y.hi(32) } };
    const { loss } = await learn(writer, few, 40);
    expect(loss).toBeLessThan(2.9); // how often each character comes, and no more, gives 3.06
    expect(writer.model.iterations).toBe(40);
    const text = await write(writer, few, 'Call me ');
    expect(text.startsWith('Call me ')).toBe(true);
    expect(text).toHaveLength(WINDOW);
  },
);

test('both have about as many weights, and so are comparable', () => {
  const [lstm = 0, transformer = 0] = [newLstm, newTransformer].map((newWriter) =>
    newWriter(size).model.trainableWeights.reduce((sum, weight) => sum + weight.size, 0),
  );
  expect(Math.abs(lstm / transformer - 1)).toBeLessThan(0.02);
});

test('it tells of both after equal steps and after equal time', { timeout: 60_000 }, async () => {
  const lines = await printed((print) => main(print, { steps: 2 }));
  expect(lines.filter((line) => line.startsWith('  after 2 steps'))).toHaveLength(2);
  expect(lines.filter((line) => line.startsWith('In the time of the transformer'))).toHaveLength(1);
  expect(lines.at(-1)).toMatch(
    /^After 2 steps each the LSTM has a loss of \d\.\d\d for a character, the transformer of \d\.\d\d\.$/,
  );
});
