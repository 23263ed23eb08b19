import type { BuiltMemory, MemorySpec, NamedStateSpec, Store, Value } from '../layers/index.ts';
import { numbersOf } from '../layers/index.ts';
import type { Tensor } from '../tensor/index.ts';
import {
  addStates,
  type BuiltGraph,
  type GraphPassOptions,
  type Node,
  type Pass,
  renamed,
} from './builtGraph.ts';

/** A call that is made at each step. */
interface Stepped {
  readonly node: Node;
  /** Its states; where whole values begin it, they are the first ones. */
  readonly states: readonly NamedStateSpec[];
  /** How it looks at whole values, if it reads any. */
  readonly memory: BuiltMemory | undefined;
  /** What the memory is called in the state. */
  readonly remembers: readonly MemorySpec[];
}

/**
 * A graph of which one input comes step by step and the others were given whole. Calls that read nothing
 * of the one are made once; what the others need of them, initial states and what attention remembers of
 * its values, becomes part of the state.
 */
export class GivenGraph {
  /** Why it cannot be stepped in this way; undefined if it can. */
  readonly refusesSteps: string | undefined;
  /** The states that steps change, by name. */
  readonly states: ReadonlyMap<string, NamedStateSpec>;
  /** What steps only look at, by name. */
  readonly memories: ReadonlyMap<string, MemorySpec>;
  readonly #graph: BuiltGraph;
  readonly #left: number;
  readonly #before: readonly Node[];
  readonly #stepped: readonly Stepped[];

  /** `left` is the input that comes step by step. */
  constructor(graph: BuiltGraph, left: number) {
    const inputs = graph.nodes[0]?.writes ?? 0;
    const whole = Array.from({ length: inputs }, (_, slot) => slot !== left);
    const isWhole = (slot: number): boolean => whole[slot] === true;
    const before: Node[] = [];
    const stepped: Stepped[] = [];
    let refuses: string | undefined;
    for (const node of graph.nodes) {
      const { path, built, repeat, reads, begins } = node;
      const once = reads.every(isWhole) && begins.every(isWhole);
      for (let i = 0; i < node.gives; i++) whole[node.writes + i] = once;
      if (once) {
        before.push(node);
        continue;
      }
      const [first, ...others] = reads;
      const looks = first !== undefined && !isWhole(first) && others.every(isWhole);
      const memory = looks && others.length > 0 ? built.memory : undefined;
      const begun = begins.length > 0;
      stepped.push({
        node,
        states: begun ? renamed(built.state, path, repeat) : node.states,
        memory,
        remembers: memory === undefined ? [] : renamed(memory.specs, path, repeat),
      });
      refuses ??= whyNot(node, memory !== undefined, isWhole);
    }
    const outputs = graph.results.findIndex(({ slot }) => isWhole(slot));
    if (outputs >= 0) {
      refuses ??= `its output ${outputs} does not come from what is stepped: make a model without it`;
    }
    this.refusesSteps = refuses;
    this.states = byPath(stepped.flatMap(({ states }) => states));
    this.memories = byPath(stepped.flatMap(({ remembers }) => remembers));
    this.#graph = graph;
    this.#left = left;
    this.#before = before;
    this.#stepped = stepped;
  }

  /**
   * What the state has of values that are given whole, every input but the stepped one in order: in the
   * memory of the pass.
   */
  remember(store: Store, given: readonly Value[], options: GraphPassOptions): Map<string, Tensor> {
    const values: Value[] = [...given];
    values.splice(this.#left, 0, { data: options.compute.zeros([0]) }); // nobody reads it
    for (const node of this.#before) {
      const { built, reads, begins, writes, gives } = node;
      const read = reads.map((slot) => values[slot]!);
      const initial = begins.map((slot) => ({ data: values[slot]!.data }));
      const { outputs } = built.begin(store, [...read, ...initial], options.contextOf(node));
      for (let i = 0; i < gives; i++) values[writes + i] = outputs[i]!;
    }
    const found = new Map<string, Tensor>();
    for (const { node, states, memory, remembers } of this.#stepped) {
      for (const [i, slot] of node.begins.entries()) {
        found.set(states[i]!.path, numbersOf(node.path, values[slot]));
      }
      const read = node.reads.slice(1).map((slot) => values[slot]!);
      const parts = memory?.remember(store, read, options.contextOf(node)) ?? [];
      for (const [i, { path }] of remembers.entries()) found.set(path, parts[i]!);
    }
    return found;
  }

  /** One step from the stepped input and all states; of those it gives back what it has changed. */
  step(
    store: Store,
    x: Value,
    state: Readonly<Record<string, Tensor>>,
    options: GraphPassOptions,
  ): Pick<Pass, 'outputs' | 'logits' | 'state'> {
    const { compute } = options;
    const B = x.data.shape[0] ?? 0;
    const values: Value[] = [];
    values[this.#left] = x;
    const logits = new Map<number, Pass['logits'][number]>();
    const final: Record<string, Tensor> = {};
    for (const { node, states, memory, remembers } of this.#stepped) {
      const { path, built, reads, writes, gives } = node;
      const context = options.contextOf(node);
      if (memory !== undefined) {
        const known = remembers.map((spec) => state[spec.path]!);
        values[writes] = memory.step(store, values[reads[0]!]!, known, context);
        continue;
      }
      const given = reads.map((slot) => values[slot]!);
      addStates(given, states, state, B, compute);
      const pending = built.begin(store, given, context);
      for (let i = 0; i < gives; i++) values[writes + i] = pending.outputs[i]!;
      for (const [i, spec] of states.entries()) {
        final[spec.path] = numbersOf(path, pending.outputs[1 + i]);
      }
      logits.set(writes, pending.logits);
    }
    const { results } = this.#graph;
    return {
      outputs: results.map(({ slot }) => values[slot]!),
      logits: results.map(({ slot }) => logits.get(slot)),
      state: final,
    };
  }
}

/** Why a call cannot be stepped, if it cannot. */
function whyNot(
  { path, built, reads, begins }: Node,
  looks: boolean,
  isWhole: (slot: number) => boolean,
): string | undefined {
  if (!begins.every(isWhole))
    return `${path} begins with states that another layer gives step by step`;
  if (looks) return undefined;
  if (built.refusesSteps !== undefined) return built.refusesSteps;
  if (!reads.some(isWhole)) return undefined;
  return (
    `${path} reads what is given whole beside single steps, which only attention can, for its values: ` +
    'pass it on as an initialState, or give it to an attention layer'
  );
}

function byPath<Spec extends { readonly path: string }>(
  specs: readonly Spec[],
): ReadonlyMap<string, Spec> {
  return new Map(specs.map((spec) => [spec.path, spec]));
}
