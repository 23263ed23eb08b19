import type { BuildChild, Composite } from './composeLayer.ts';
import type { Built, Gradients, Layer, Pending } from './contract.ts';
import type { Signature, Value } from './value.ts';

/** A layer of a stack and the name it is built under. */
export interface Storey {
  /** After the path of the stack. */
  readonly name: string;
  /** The layer. */
  readonly layer: Pick<Layer, 'build'>;
}

/**
 * Layers one upon the other: each reads what the one below it gives. Initial and final states are
 * those of all of them, from below.
 */
export function stack(
  owner: string,
  storeys: readonly Storey[],
  input: Signature,
  child: BuildChild,
): Composite {
  let output = input;
  const built = storeys.map(({ name, layer }): readonly [path: string, built: Built] => {
    const one = child(name, layer, [output]);
    output = one.output;
    return [`${owner}/${name}`, one];
  });
  return {
    output,
    begin(store, [value, ...initial], ctx) {
      const pendings: Pending[] = [];
      const final: Value[] = [];
      let below = value;
      let at = 0; //  where the states of a layer begin
      for (const [i, [path, one]] of built.entries()) {
        const states = initial.slice(at, at + one.state.length);
        at += one.state.length;
        // all but the lowest pass a gradient on to the one below
        const own = ctx.child(path, i > 0 || ctx.inputGradient);
        const pending = one.begin(store, below ? [below, ...states] : states, own);
        const [above, ...after] = pending.outputs;
        pendings.push(pending);
        final.push(...after);
        below = above;
      }
      return {
        outputs: below ? [below, ...final] : final,
        backward([dAbove, ...dFinal]) {
          let d = dAbove;
          let end = at;
          const dInitial: Gradients[] = [];
          for (let i = pendings.length - 1; i >= 0; i--) {
            const start = end - built[i]![1].state.length;
            // was: above, after = the layer on below, states
            const [dBelow, ...dStates] = pendings[i]!.backward([d, ...dFinal.slice(start, end)]);
            dInitial.unshift(dStates);
            d = dBelow;
            end = start;
          }
          return [d, ...dInitial.flat()];
        },
      };
    },
  };
}

/** Names for layers of these kinds: the kind itself, numbered where it occurs again. */
export function storeyNames(kinds: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const kind of kinds) {
    let name = kind;
    for (let n = 1; names.includes(name); n++) name = `${kind}_${n}`;
    names.push(name);
  }
  return names;
}
