import type { Compute } from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';

/** The gradients that the readers of values have sent back, by the places of the values. */
export class SentBack {
  readonly #compute: Compute;
  readonly #sent: (Tensor | Tensor[] | undefined)[];

  /** For so many places. */
  constructor(compute: Compute, places: number) {
    this.#compute = compute;
    this.#sent = new Array<Tensor | Tensor[] | undefined>(places);
  }

  /** Takes what one reader sends; nothing is zero. */
  send(place: number, d: Tensor | undefined): void {
    if (d === undefined) return;
    const before = this.#sent[place];
    if (before === undefined) this.#sent[place] = d;
    else if (Array.isArray(before)) before.push(d);
    else this.#sent[place] = [before, d];
  }

  /** The sum of what was sent, in the order of the readers: the last of them sent first. */
  received(place: number): Tensor | undefined {
    const all = this.#sent[place];
    if (!Array.isArray(all)) return all;
    const [first, ...others] = all.reverse();
    const sum = this.#compute.empty(first!.shape);
    sum.data.set(first!.data);
    for (const { data } of others) this.#compute.kernels.add(data.length, data, 0, sum.data, 0);
    return sum;
  }
}
