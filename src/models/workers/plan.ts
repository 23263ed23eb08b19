import { ConfigError, type Seed } from '../../tensor/index.ts';
import { isBuiltIn } from '../../training/index.ts';
import type { Compiled } from '../compiled.ts';
import { foreignKind } from '../describe.ts';
import { describeGraph } from '../graphFile.ts';
import type { Network } from '../network.ts';
import type { ReplicaPlan } from './messages.ts';

/**
 * What workers need to make copies of a network and what it is trained with.
 *
 * @throws ConfigError for a layer, loss or metric of the user's own without a module that exports it
 */
export function planOf(
  network: Network,
  { heads }: Compiled,
  seed: Seed,
  kernels: ReplicaPlan['kernels'],
  module: string | undefined,
): ReplicaPlan {
  const model = describeGraph(network.graph);
  if (module === undefined) {
    const kind = foreignKind(model.layers, []);
    if (kind !== undefined) throw unknownPart(`layers of kind '${kind}'`, 'layers');
    for (const { loss, metrics } of heads) {
      if (!isBuiltIn(loss)) throw unknownPart(`the loss ${loss.name}`, 'losses');
      const own = metrics.find((metric) => !isBuiltIn(metric));
      if (own !== undefined) throw unknownPart(`the metric ${own.name}`, 'metrics');
    }
  }
  return {
    seed,
    dtype: network.store.memory.kernels.dtype,
    kernels,
    inputs: network.inputs,
    model: JSON.stringify(model),
    names: network.names,
    heads: heads.map(({ output, index, weight, loss, metrics }) => ({
      ...{ output, index, weight },
      loss: { name: loss.name, own: !isBuiltIn(loss), options: loss.options ?? {} },
      metrics: metrics.map((metric) => {
        const { name, kind = name, options = {} } = metric;
        return { name, own: !isBuiltIn(metric), kind, options };
      }),
    })),
    module,
  };
}

function unknownPart(what: string, list: string): ConfigError {
  return new ConfigError(
    `fit with workers cannot make ${what} in another thread: they are your own. Export ${list} = [...] ` +
      "from a module and say workers: { count, module: new URL('./mine.js', import.meta.url) }",
  );
}
