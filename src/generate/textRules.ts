import { ConfigError } from '../tensor/index.ts';
import { checkCount } from '../tensor/options.ts';

/** What a text must not do, whoever chooses its tokens. */
export interface TextRules {
  /** How many tokens to write at least: until then nothing ends the text, and no stop token is written. */
  readonly minTokens?: number;
  /** No run of so many tokens stands twice in the text, its prompt included; 0, the default, allows any. */
  readonly noRepeatNgramSize?: number;
}

/** Throws a ConfigError for an impossible rule, and for more tokens at least than at most. */
export function checkRules(
  owner: string,
  { minTokens = 0, noRepeatNgramSize = 0 }: TextRules,
  maxTokens: number,
): void {
  checkCount(owner, 'noRepeatNgramSize', noRepeatNgramSize, 0);
  checkCount(owner, 'minTokens', minTokens, 0);
  if (minTokens <= maxTokens) return;
  throw new ConfigError(
    `${owner} wants minTokens to be at most maxTokens, ${maxTokens}, got ${minTokens}`,
  );
}

/** The tokens that would make the last `size` tokens of a text a run that stands in it already. */
export function repeatingTokens(ids: readonly number[], size: number): readonly number[] {
  if (size === 0 || ids.length < size) return [];
  const begun = ids.length - size + 1; //  where the run begins that the next token completes
  const found: number[] = [];
  for (let at = 0; at < begun; at++) {
    let same = 0;
    while (same < size - 1 && ids[at + same] === ids[begun + same]) same++;
    if (same === size - 1) found.push(ids[at + same]!);
  }
  return found;
}
