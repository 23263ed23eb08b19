import type { Compute, WeightCache } from '../kernels/index.ts';
import type { Context, Penalties } from '../layers/index.ts';
import { randomStream, type Seed } from '../tensor/index.ts';
import type { GraphPassOptions, Node } from './builtGraph.ts';

/** How a pass is made. */
export interface PassOptions {
  readonly compute: Compute;
  /** Whether dropout drops. */
  readonly training: boolean;
  /** Which training step it is, for the random numbers. */
  readonly step: number;
  /** Where the first row stands in its batch, for the random numbers; 0 by default. */
  readonly firstRow?: number;
  /** Whether the caller wants the gradient of the inputs. */
  readonly inputGradient?: boolean;
  /** `false` where no way back will come: then layers keep nothing for one. */
  readonly keeps?: boolean;
  /** Takes what the outputs of layers cost. */
  readonly penalties?: Penalties | undefined;
}

/** Passes that differ in nothing but what a context looks up in `now` when it is asked. */
interface Passes {
  /** How the last of them is made. */
  now: PassOptions;
  readonly graphOptions: GraphPassOptions;
}

/**
 * What the layers of a network are given to compute with. A memory serves one pass at a time, so passes in
 * the same memory take turns with the same contexts: none but the first makes any.
 */
export class PassContexts {
  readonly #seed: Seed;
  readonly #cache: WeightCache;
  readonly #passes = new WeakMap<Compute, Passes[]>();

  /** @param cache of the weights, for passes that change none and keep nothing for a way back */
  constructor(seed: Seed, cache: WeightCache) {
    this.#seed = seed;
    this.#cache = cache;
  }

  /** What such a pass through a graph computes with, until the next one in the same memory. */
  graphOptions(options: PassOptions): GraphPassOptions {
    const passes = this.#passesLike(options);
    passes.now = options;
    return passes.graphOptions;
  }

  #passesLike(options: PassOptions): Passes {
    const { compute } = options;
    let known = this.#passes.get(compute);
    if (known === undefined) {
      known = [];
      this.#passes.set(compute, known);
    }
    for (let i = 0; i < known.length; i++) if (alike(known[i]!.now, options)) return known[i]!;
    const contexts = new Map<Node, Context>();
    const contextOf = (node: Node): Context => {
      let context = contexts.get(node);
      if (context === undefined) {
        const inputGradient = node.inputGradient || options.inputGradient === true;
        context = this.#context(node.path, inputGradient, node.repeat, passes);
        contexts.set(node, context);
      }
      return context;
    };
    const passes: Passes = { now: options, graphOptions: { compute, contextOf } };
    known.push(passes);
    return passes;
  }

  #context(path: string, inputGradient: boolean, repeat: number, passes: Passes): Context {
    const { compute, training, keeps } = passes.now;
    const cache = keeps === false && !training ? this.#cache : undefined;
    const stream = repeat === 0 ? path : `${path}@${repeat + 1}`;
    return {
      kernels: compute.kernels,
      zeros: compute.zeros,
      empty: compute.empty,
      ids: compute.ids,
      flags: compute.flags,
      doubles: compute.doubles,
      keeps,
      keptFactor: cache?.keptFactor,
      keptProducts: cache?.keptProducts,
      reuse: compute.reuse ?? run,
      training,
      inputGradient,
      get penalties() {
        return passes.now.penalties;
      },
      random: (purpose, row) => {
        const { step, firstRow = 0 } = passes.now;
        return randomStream(this.#seed, purpose, stream, step, firstRow + row);
      },
      child: (childPath, childGradient = inputGradient) =>
        this.#context(childPath, childGradient, repeat, passes),
    };
  }
}

/** Whether contexts of the one do for the other, in the same memory. */
function alike(a: PassOptions, b: PassOptions): boolean {
  return (
    a.training === b.training &&
    a.keeps === b.keeps &&
    (a.inputGradient ?? false) === (b.inputGradient ?? false)
  );
}

function run<T>(work: () => T): T {
  return work();
}
