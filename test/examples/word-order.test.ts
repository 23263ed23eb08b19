import { expect, test } from 'vitest';
import { opinions } from '../../examples/word-order/opinions.ts';
import { bagOfWords, readerInOrder } from '../../examples/word-order/readers.ts';

const { seen, unseen } = opinions();
const EPOCHS = 15;

test('a bag of words says the very same of sentences made of the same words: it must tie', async () => {
  const bag = await bagOfWords(seen, EPOCHS);
  for (let i = 0; i < unseen.length; i += 2) {
    const [praise, blame] = [unseen[i]!, unseen[i + 1]!];
    expect(await bag.isPraise(praise.text)).toBe(await bag.isPraise(blame.text));
  }
  expect(await bag.rightAnswers(unseen)).toBe(0.5);
});

test('a net that reads them in order tells them apart', async () => {
  const inOrder = await readerInOrder(seen, EPOCHS);
  expect(await inOrder.rightAnswers(unseen)).toBeGreaterThan(0.95);
  expect(await inOrder.isPraise('the food was good , not bad at all')).toBeGreaterThan(0.9);
  expect(await inOrder.isPraise('the food was bad , not good at all')).toBeLessThan(0.1);
});

test('every sentence has a twin of the same words that says the opposite, and none is in both sets', () => {
  for (const set of [seen, unseen]) {
    for (let i = 0; i < set.length; i += 2) {
      const [praise, blame] = [set[i]!, set[i + 1]!];
      expect([praise.isPraise, blame.isPraise]).toEqual([true, false]);
      expect(praise.text).not.toBe(blame.text);
      expect(praise.text.split(' ').sort()).toEqual(blame.text.split(' ').sort());
    }
  }
  const known = new Set(seen.map(({ text }) => text));
  expect(unseen.filter(({ text }) => known.has(text))).toEqual([]);
});
