/** A + B, digit by digit as on paper; `number` unless both are known whole numbers. */
export type Sum<A extends number, B extends number> = number extends A | B
  ? number
  : NumberIn<AddedTo<DigitsOf<`${A}`>, DigitsOf<`${B}`>, [], ''>>;

type NumberIn<Text> = [Text] extends [never]
  ? number
  : Text extends `${infer N extends number}`
    ? N
    : number;

/** As many elements as the digit says, so that adding is putting side by side. */
interface Ones {
  readonly 0: [];
  readonly 1: [1];
  readonly 2: [1, 1];
  readonly 3: [1, 1, 1];
  readonly 4: [1, 1, 1, 1];
  readonly 5: [1, 1, 1, 1, 1];
  readonly 6: [1, 1, 1, 1, 1, 1];
  readonly 7: [1, 1, 1, 1, 1, 1, 1];
  readonly 8: [1, 1, 1, 1, 1, 1, 1, 1];
  readonly 9: [1, 1, 1, 1, 1, 1, 1, 1, 1];
}

/** The digits of a number, each as `Ones`; `never` if it has a sign, a point or an exponent. */
type DigitsOf<Text extends string> = Text extends `${infer D extends keyof Ones}${infer Rest}`
  ? [Ones[D], ...DigitsOf<Rest>]
  : Text extends ''
    ? []
    : never;

/** The digits of the sum, from the last to the first, written before `Done`. */
type AddedTo<
  A extends unknown[],
  B extends unknown[],
  Carry extends 1[],
  Done extends string,
> = A extends [...infer As, infer a extends 1[]]
  ? B extends [...infer Bs, infer b extends 1[]]
    ? Column<As, Bs, [...a, ...b, ...Carry], Done>
    : Column<As, [], [...a, ...Carry], Done>
  : B extends [...infer Bs, infer b extends 1[]]
    ? Column<[], Bs, [...b, ...Carry], Done>
    : Carry extends [1]
      ? `1${Done}`
      : Done;

/** Writes what a column adds up to, and carries the ten if there is one. */
type Column<
  A extends unknown[],
  B extends unknown[],
  Total extends 1[],
  Done extends string,
> = Total extends [...Ones[9], 1, ...infer Units extends 1[]]
  ? AddedTo<A, B, [1], `${Units['length']}${Done}`>
  : AddedTo<A, B, [], `${Total['length']}${Done}`>;
