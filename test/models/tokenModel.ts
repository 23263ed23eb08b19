import {
  type Dtype,
  dense,
  dropout,
  embedding,
  input,
  lstm,
  type Model,
  type Numbers,
  type Random,
  randomStream,
  type Seed,
  sequential,
  type Tokens,
} from 'unrolled';

/** How many tokens the models of these tests know; 0 is padding. */
export const TOKENS = 7;

/** What differs between the models of these tests. */
export interface TokenModelOptions {
  readonly dtype?: Dtype;
  readonly seed?: Seed;
  /** What the dropout between the layers drops; 0 by default. */
  readonly rate?: number;
}

/** A next-token model with one of everything that matters: padding, a recurrence, dropout. */
export function tokenModel(options: TokenModelOptions = {}): Model<Tokens<2>, Numbers<3>> {
  const { dtype = 'float32', seed = 1, rate = 0 } = options;
  return sequential(
    [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: TOKENS, outputDim: 3, maskZero: true }),
      lstm({ units: 4, returnSequences: true }),
      dropout({ rate }),
      dense({ units: TOKENS }),
    ],
    { dtype, seed },
  );
}

/** Sequences of tokens other than padding, one for each length, and the tokens to be said. */
export function drawTokens(
  lengths: readonly number[],
  seed: Seed = 0,
): { readonly x: number[][]; readonly y: number[][] } {
  const random = randomStream(seed, 'tokens');
  return {
    x: lengths.map((length) => tokens(length, random)),
    y: lengths.map((length) => tokens(length, random)),
  };
}

function tokens(length: number, random: Random): number[] {
  return Array.from({ length }, () => 1 + random.integer(TOKENS - 1));
}
