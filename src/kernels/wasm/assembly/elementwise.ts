import { load4, store4 } from './lanes';

/** y += x, n elements. */
export function add(n: i32, x: usize, y: usize): void {
  let rest = n;
  for (; rest >= 4; rest -= 4) {
    v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
    x += 16;
    y += 16;
  }
  if (rest > 0) store4(y, rest, f32x4.add(load4(y, rest), load4(x, rest)));
}
