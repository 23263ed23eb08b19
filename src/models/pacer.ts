/**
 * Lets a page or server stay responsive: gives the event loop a turn when `budget` milliseconds have
 * passed since the last one, and ends with the reason of an aborted signal.
 */
export class Pacer {
  readonly #budget: number;
  readonly #signal: AbortSignal | undefined;
  #last = performance.now();

  constructor(budget: number, signal: AbortSignal | undefined) {
    this.#budget = budget;
    this.#signal = signal;
    signal?.throwIfAborted();
  }

  /** Called between batches. @throws the signal's reason once it is aborted */
  async breathe(): Promise<void> {
    if (performance.now() - this.#last >= this.#budget) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      this.#last = performance.now();
    }
    this.#signal?.throwIfAborted();
  }
}
