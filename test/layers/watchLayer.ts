import type { Built, Context, Layer } from '../../src/layers/index.ts';
import { watchKinks } from '../math/kinks.ts';

/** The layer, and how near to a kink its activations came in all its passes. */
export function watchLayer(layer: Layer): {
  readonly layer: Layer;
  nearest(): number;
} {
  const watchers: (() => number)[] = [];
  const watch = (ctx: Context): Context => {
    const watched = watchKinks(ctx);
    watchers.push(() => watched.nearest());
    return { ...ctx, ...watched.compute, child: (...of) => watch(ctx.child(...of)) };
  };
  const build = (...given: Parameters<typeof layer.build>): Built => {
    const built = layer.build(...given);
    return { ...built, begin: (store, inputs, ctx) => built.begin(store, inputs, watch(ctx)) };
  };
  return {
    layer: { ...layer, build },
    nearest: () =>
      watchers.reduce((least, watched) => Math.min(least, watched()), Number.POSITIVE_INFINITY),
  };
}
