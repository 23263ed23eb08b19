import { BYTE_CHARACTERS, bytesOfToken } from './byteCharacters.ts';
import { type Merge, merged } from './bytePairs.ts';
import { chunksOf } from './chunks.ts';
import type { Level } from './level.ts';
import { utf8BytesOf, utf8Reader } from './utf8.ts';

/** Chunks whose tokens are remembered; a text has most of its words many times. */
const MOST_REMEMBERED = 2 ** 15;

/** How text is cut by byte pairs: in each chunk the pair that was learned first is merged first. */
export function bytePairLevel(merges: readonly Merge[]): Level {
  const ranks = new Map(merges.map(([first, second], rank) => [`${first} ${second}`, rank]));
  const known = new Map<string, readonly string[]>();

  const tokensOfChunk = (chunk: string): readonly string[] => {
    let tokens = utf8BytesOf(chunk).map((byte) => BYTE_CHARACTERS[byte]!);
    for (;;) {
      const merge = merges[lowestRank(tokens, ranks)];
      if (merge === undefined) return tokens;
      const [first, second] = merge;
      tokens = merged(tokens, first, second, first + second);
    }
  };

  return {
    *split(text) {
      for (const chunk of chunksOf(text)) {
        let tokens = known.get(chunk);
        if (tokens === undefined) {
          tokens = tokensOfChunk(chunk);
          if (known.size >= MOST_REMEMBERED) known.clear();
          known.set(chunk, tokens);
        }
        yield* tokens;
      }
    },
    writer() {
      const read = utf8Reader();
      return (token) => read(bytesOfToken(token));
    },
  };
}

function lowestRank(tokens: readonly string[], ranks: ReadonlyMap<string, number>): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 1 < tokens.length; i++) {
    const rank = ranks.get(`${tokens[i]!} ${tokens[i + 1]!}`);
    if (rank !== undefined && rank < lowest) lowest = rank;
  }
  return lowest;
}
