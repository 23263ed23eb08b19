/** A piece of the source and what a mistake makes of it; `find` stands there exactly once. */
export interface Edit {
  /** Below `src/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A mistake that somebody could make, and that no test may let pass. */
export interface Mutant {
  /** What is wrong, as a name. */
  readonly why: string;
  readonly edits: readonly Edit[];
}

/** A mistake in a single place. */
export function mutant(why: string, file: string, find: string, replace: string): Mutant {
  return { why, edits: [{ file, find, replace }] };
}
