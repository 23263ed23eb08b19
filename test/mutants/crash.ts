/** What the engine throws where an edit does not run: that proves nothing. */
const CRASHES = [ReferenceError, SyntaxError, TypeError, RangeError];

/** Throws on what only says that an edit does not run; anything else is a mistake that was found. */
export function throwCrash(error: unknown): void {
  const reason = error instanceof Error && error.cause ? error.cause : error;
  if (CRASHES.some((crash) => reason instanceof crash)) throw reason;
}
