import { randomStream } from 'unrolled';

/** Where one grew up, and what one speaks then. */
const LANGUAGES: readonly (readonly [country: string, language: string])[] = [
  ['France', 'French'],
  ['Spain', 'Spanish'],
  ['Italy', 'Italian'],
  ['Poland', 'Polish'],
  ['Greece', 'Greek'],
  ['Japan', 'Japanese'],
  ['Turkey', 'Turkish'],
  ['Sweden', 'Swedish'],
];

/** What is said in between; some of it names countries that do not matter. */
const ASIDES: readonly string[] = [
  'It rained a lot .',
  'My sister plays the piano .',
  'We had a small garden .',
  'The school was far away .',
  'I liked to read .',
  'Our dog was old and kind .',
  'My uncle once sent a card from {} .',
  'Friends of ours went to {} by train .',
];

/** A text that lacks its last word, and that word. */
export interface Story {
  readonly words: readonly string[];
  readonly answer: string;
}

/** "France is where I grew up . … I speak fluent", with so many sentences in between. */
export function story(between: number, seed: string, number: number): Story {
  const random = randomStream(seed, 'story', number);
  const pick = <T>(from: readonly T[]): T => from[random.integer(from.length)]!;
  const [country, language] = pick(LANGUAGES);
  const asides = Array.from({ length: between }, () =>
    pick(ASIDES).replace('{}', pick(LANGUAGES)[0]),
  );
  const text = [`${country} is where I grew up .`, ...asides, 'I speak fluent'].join(' ');
  return { words: text.split(' '), answer: language };
}

/** Every word that may occur; its place is its id, 0 is padding. */
export const WORDS: readonly string[] = [
  '',
  ...new Set(
    [
      ...LANGUAGES.flat(),
      ...ASIDES.flatMap((aside) => aside.split(' ')),
      ...'is where I grew up . speak fluent'.split(' '),
    ].filter((word) => word !== '{}'),
  ),
];
