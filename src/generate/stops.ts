import { ConfigError } from '../tensor/index.ts';
import { checkList } from '../tensor/options.ts';
import type { Vocabulary } from '../text/index.ts';

/** What ends a text that is being written. */
export interface StopOptions {
  /** Ids, or tokens of the vocabulary, that end the text; the one that does is its last. */
  readonly stopTokens?: readonly (number | string)[];
  /**
   * Text that ends the text, once it stands in what was written, the prompt left out; the token that
   * completes it is the last. Wants a vocabulary.
   */
  readonly stop?: string | readonly string[];
  /**
   * Ids that are never written; by default, with a vocabulary, those of padding and unknown that are
   * no stop tokens.
   */
  readonly exclude?: readonly number[];
}

/** What ends a text, and what never stands in it, as ids. */
export interface Stops {
  readonly tokens: ReadonlySet<number>;
  readonly texts: readonly string[];
  readonly exclude: readonly number[];
}

/** Reads the options. @throws ConfigError for impossible ones */
export function stopsOf(
  owner: string,
  { stopTokens = [], stop = [], exclude }: StopOptions,
  vocabulary: Vocabulary | undefined,
): Stops {
  checkList(owner, 'stopTokens', stopTokens);
  const tokens = new Set(stopTokens.map((token) => stopId(owner, token, vocabulary)));
  const texts = typeof stop === 'string' ? [stop] : stop;
  checkList(owner, 'stop', texts);
  for (const text of texts) {
    if (typeof text !== 'string' || text === '') {
      throw new ConfigError(`${owner} wants stop to be texts that are not empty, got '${text}'`);
    }
  }
  if (texts.length > 0 && vocabulary === undefined) {
    throw new ConfigError(`${owner} got a text to stop at: pass the vocabulary, or use stopTokens`);
  }
  if (exclude !== undefined) checkList(owner, 'exclude', exclude);
  const both = exclude?.find((id) => tokens.has(id));
  if (both !== undefined) {
    throw new ConfigError(`${owner} has ${both} in both stopTokens and exclude: leave one out`);
  }
  const usual = vocabulary === undefined ? [] : [vocabulary.paddingId, vocabulary.unknownId];
  return { tokens, texts, exclude: exclude ?? usual.filter((id) => !tokens.has(id)) };
}

/** A function that is told each token as it is written, and says whether it was the last. */
export function stopWatch({ tokens, texts }: Stops): (id: number, text: string) => boolean {
  // a stop text may go over several tokens: so many characters of those before may belong to it
  const reach = texts.reduce((most, text) => Math.max(most, text.length - 1), 0);
  let tail = '';
  return (id, text) => {
    tail += text;
    const ends = tokens.has(id) || texts.some((stop) => tail.includes(stop));
    tail = tail.slice(Math.max(0, tail.length - reach));
    return ends;
  };
}

function stopId(owner: string, token: unknown, vocabulary: Vocabulary | undefined): number {
  if (typeof token === 'number' && Number.isInteger(token) && token >= 0) return token;
  if (typeof token === 'string' && vocabulary !== undefined) {
    const id = vocabulary.idOf(token);
    if (vocabulary.tokenOf(id) === token) return id;
    throw new ConfigError(`${owner} wants stopTokens of the vocabulary, which has no '${token}'`);
  }
  throw new ConfigError(
    `${owner} wants stopTokens to be ids or, with a vocabulary, tokens, got ${String(token)}`,
  );
}
