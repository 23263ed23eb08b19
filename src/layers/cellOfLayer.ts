import { ConfigError, reshaped } from '../tensor/index.ts';
import { checkOptions } from '../tensor/options.ts';
import type { Built } from './contract.ts';
import { type Cell, type CellFactory, cellFactory } from './defineCell.ts';
import type { LayerFactory } from './defineLayer.ts';
import { numbersOfRank } from './value.ts';

/** Options of a recurrent layer that are about the sequence; one step has none of them. */
export type SequenceOption =
  | 'returnSequences'
  | 'returnState'
  | 'goBackwards'
  | 'zeroOutputForMask';

const OF_SEQUENCES = ['returnSequences', 'returnState', 'goBackwards', 'zeroOutputForMask'];

/**
 * The cells of a recurrent layer: one step of it, with its options, weights and states. `rnn` runs
 * such a cell as the layer, which is faster than step by step, with the same bits.
 *
 * @param example options that the layer accepts, which have all that must be given
 * @throws ConfigError, from what it returns, for options the layer refuses and for those of sequences
 */
export function cellOfLayer<O extends object>(
  kind: string,
  layer: Pick<LayerFactory<O>, 'revive'>,
  example: O,
): CellFactory<O> {
  const revive = (given: object): Omit<Cell, 'kind' | 'build'> => {
    const required = Object.keys(example);
    const all = [...required, ...Object.keys(layer.revive(example).options)];
    const known = [...new Set(all)].filter((name) => !OF_SEQUENCES.includes(name));
    const misplaced = Object.keys({ ...given }).find((name) => OF_SEQUENCES.includes(name));
    if (misplaced !== undefined) {
      throw new ConfigError(
        `${kind} has no option '${misplaced}': it is one of rnn, rnn(cell, { ${misplaced}: … })`,
      );
    }
    checkOptions(kind, given, known);
    const one = layer.revive({ ...given, name: kind });
    const options = Object.entries(one.options).filter(([name]) => known.includes(name));
    return {
      options: Object.fromEntries(options),
      bind: (path, inputSize) =>
        oneStep(one.build(path, [{ type: 'numbers', shape: [1, inputSize] }]), path),
      over: (ofSequence) => layer.revive({ ...given, ...ofSequence, name: kind }),
    };
  };
  return cellFactory(kind, revive);
}

/** A layer that gives its last output, as a step: x `[B, I]` is a sequence of length 1. */
function oneStep(layer: Built, path: string): Built {
  return {
    ...layer,
    begin(store, [value, ...states], ctx) {
      const x = numbersOfRank(path, value, 2, '[batch, features]');
      const [B, I] = x.shape;
      const sequence = { data: reshaped<3>(x, [B, 1, I]) };
      const pending = layer.begin(store, [sequence, ...states], ctx);
      return {
        outputs: pending.outputs,
        backward(d) {
          const [dx, ...dStates] = pending.backward(d);
          return [dx && reshaped<2>(dx, [B, I]), ...dStates]; //  was: sequence = x
        },
      };
    },
  };
}
