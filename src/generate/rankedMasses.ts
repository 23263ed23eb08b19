/**
 * The masses, none of them NaN, the greatest first. The engine sorts numbers alone several times as fast
 * as a sort in JavaScript would rank ids by them, and a writer does this for every token.
 */
export function rankedMasses(masses: readonly number[]): Float64Array {
  return new Float64Array(masses).sort().reverse();
}

/** Which of the masses stands at a place of those that are ranked: of equals, the first comes first. */
export function indexOfPlace(
  place: number,
  ranked: Float64Array,
  masses: readonly number[],
): number {
  const mass = ranked[place]!;
  let at = masses.indexOf(mass);
  for (let i = place; i > 0 && ranked[i - 1] === mass; i--) at = masses.indexOf(mass, at + 1);
  return at;
}
