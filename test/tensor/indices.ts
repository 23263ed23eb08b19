/** All indices of a shape, in row-major order; of rank 0 there is one, the empty one. */
export function* indices(shape: readonly number[]): Generator<number[]> {
  const [length, ...inner] = shape;
  if (length === undefined) {
    yield [];
    return;
  }
  for (let i = 0; i < length; i++) {
    for (const rest of indices(inner)) yield [i, ...rest];
  }
}
