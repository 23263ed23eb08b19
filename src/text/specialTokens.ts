import { ConfigError } from '../tensor/index.ts';
import { checkCount } from '../tensor/options.ts';

/** The text of the padding token. It cannot come out of a text: no character or word looks so. */
export const PADDING = '<pad>';
/** The text of the token for all that is not in the vocabulary. */
export const UNKNOWN = '<unk>';

/** Where the two ids stand that are no text. */
export interface SpecialIds {
  readonly paddingId: number;
  readonly unknownId: number;
}

/** Throws a ConfigError unless the ids are two different whole numbers from 0. */
export function checkSpecialIds(owner: string, { paddingId, unknownId }: SpecialIds): void {
  checkCount(owner, 'paddingId', paddingId, 0);
  checkCount(owner, 'unknownId', unknownId, 0);
  if (paddingId !== unknownId) return;
  throw new ConfigError(
    `${owner} wants two different ids for padding and unknown, got ${paddingId} for both`,
  );
}

/** All tokens, those of padding and unknown at their ids. @throws ConfigError for an id beyond the end */
export function withSpecialTokens(
  owner: string,
  tokens: readonly string[],
  { paddingId, unknownId }: SpecialIds,
): string[] {
  const size = tokens.length + 2;
  if (Math.max(paddingId, unknownId) >= size) {
    throw new ConfigError(
      `${owner} wants paddingId and unknownId below its size of ${size}, got ${paddingId} and ${unknownId}`,
    );
  }
  const all = [...tokens];
  // In rising order, so that the second does not move the first.
  const padding = [paddingId, PADDING] as const;
  const unknown = [unknownId, UNKNOWN] as const;
  for (const [id, token] of paddingId < unknownId ? [padding, unknown] : [unknown, padding]) {
    all.splice(id, 0, token);
  }
  return all;
}
