import { expect, test } from 'vitest';
import { newReader } from '../../examples/names/reader.ts';
import { LANGUAGES, readNames } from '../../examples/names/surnames.ts';

const { seen, unseen } = readNames();

test('a net that reads the letters tells most names that it never saw', async () => {
  const some = seen.filter((_, i) => i % 2 === 0);
  const reader = newReader(some);
  await reader.learn(some, 4);
  const { accuracy, ofLanguage } = await reader.judge(unseen);
  expect(accuracy).toBeGreaterThan(0.4); // four of the eight languages have 15 % of the names each
  expect(ofLanguage).toHaveLength(LANGUAGES.length);
  expect(LANGUAGES).toContain(await reader.languageOf('Kowalczyk'));
});

test('every name is of one language, and either learned or asked', () => {
  const all = [...seen, ...unseen].map(({ name }) => name);
  expect(new Set(all).size).toBe(all.length);
  for (const set of [seen, unseen]) {
    for (const language of LANGUAGES.keys()) {
      expect(set.filter((name) => name.language === language).length).toBeGreaterThan(50);
    }
    expect(set.filter(({ language }) => language < 0)).toEqual([]);
  }
  expect(unseen.length / all.length).toBeCloseTo(0.2, 3);
});
