import { randomStream } from 'unrolled';

/** A sentence, and whether it praises. */
export interface Opinion {
  readonly text: string;
  readonly isPraise: boolean;
}

const THINGS = ['food', 'soup', 'music', 'service', 'room', 'film', 'price', 'wine'];
/** Something good and its opposite. */
const PAIRS = [
  ['good', 'bad'],
  ['fresh', 'stale'],
  ['friendly', 'rude'],
  ['pleasant', 'awful'],
  ['great', 'poor'],
] as const;
/** What is said of two words, the first of them meant. */
const FORMS = [
  'the {thing} was {yes} , not {no} at all',
  'the {thing} was not {no} but {yes}',
  'i found the {thing} {yes} and never {no}',
  'not {no} , no , the {thing} was {yes}',
];

/**
 * Every form of every pair about every thing, as praise and as blame: each sentence has a twin of the
 * same words that says the opposite. A fifth of the twins are never learned.
 */
export function opinions(): {
  readonly seen: readonly Opinion[];
  readonly unseen: readonly Opinion[];
} {
  const twins = THINGS.flatMap((thing) =>
    PAIRS.flatMap(([good, bad]) => FORMS.map((form) => twinsOf(form, thing, good, bad))),
  );
  const random = randomStream(0, 'held out');
  const [seen, unseen]: [Opinion[], Opinion[]] = [[], []];
  for (const pair of twins) (random.integer(5) === 0 ? unseen : seen).push(...pair);
  return { seen, unseen };
}

function twinsOf(form: string, thing: string, good: string, bad: string): readonly Opinion[] {
  const text = (yes: string, no: string): string =>
    form.replace('{thing}', thing).replace('{yes}', yes).replace('{no}', no);
  return [
    { text: text(good, bad), isPraise: true },
    { text: text(bad, good), isPraise: false },
  ];
}
