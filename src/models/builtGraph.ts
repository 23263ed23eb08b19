import type { Compute } from '../kernels/index.ts';
import { checkGivenStates, stateSignature } from '../layers/call.ts';
import {
  type Built,
  type Context,
  type Gradients,
  type Layer,
  type Logits,
  type NamedStateSpec,
  type NamedWeightSpec,
  numbersOf,
  type Pending,
  type Signature,
  type Store,
  type Value,
} from '../layers/index.ts';
import { StateError, type Tensor } from '../tensor/index.ts';
import { type Graph, namesOf, type Source } from './graph.ts';

/** The states of a model's recurrent layers by path, e.g. `lstm/h`; rows are the batch. */
export type ModelState = Readonly<Record<string, Tensor>>;

/** A call of a layer, its sizes known. */
export interface Node {
  /** The name of its layer in the model. */
  readonly path: string;
  readonly layer: Layer;
  readonly built: Built;
  /** Which call of its layer it is, from 0 on. */
  readonly repeat: number;
  /** Whether a weight before it is trained, so that the gradient of its inputs is needed. */
  readonly inputGradient: boolean;
  /** What it calls its states in the model; none if it is given its initial ones. */
  readonly states: readonly NamedStateSpec[];
  /** Where its inputs stand among all values. */
  readonly reads: readonly number[];
  /** Where the initial states stand that it is given. */
  readonly begins: readonly number[];
  /** Where its first output stands; the others follow. */
  readonly writes: number;
  /** Where the gradients of its inputs and initial states belong. */
  readonly sendsTo: readonly number[];
}

/** What a pass through a graph computes with. */
export interface GraphPassOptions {
  readonly compute: Compute;
  /** The context of a node; `inputGradient` says whether the gradient of its inputs is needed. */
  contextOf(node: Node): Context;
}

/** One forward pass through all calls, which can go back. */
export interface Pass {
  /** What the model gave. */
  readonly outputs: readonly Value[];
  /** For every output what went into the softmax or sigmoid that gave it, if one did. */
  readonly logits: readonly (Logits | undefined)[];
  /** The final states. */
  readonly state: ModelState;
  /** What every call gave, in order. */
  readonly trace: readonly { readonly path: string; readonly value: Value }[];
  /**
   * Adds the gradients of the weights into the store, from those of the outputs and of the final
   * states; returns those of the inputs and of the initial states. The gradient of an output is that
   * of its logits where `ofLogits` says so.
   */
  backward(d: Gradients, ofLogits?: readonly boolean[]): Gradients;
}

/** A graph whose sizes are known. */
export class BuiltGraph {
  /** The calls in their order. */
  readonly nodes: readonly Node[];
  /** What each output will look like. */
  readonly outputs: readonly Signature[];
  /** The weights of all layers, each once. */
  readonly weights: readonly NamedWeightSpec[];
  /** Every state that goes in and out of the graph, in order. */
  readonly states: readonly NamedStateSpec[];
  readonly #results: readonly { readonly slot: number; readonly node: Node | undefined }[];

  /**
   * Builds every layer for what it reads, under `prefix` and its name; `names` are those of the
   * layers.
   *
   * @throws ShapeError if a layer cannot take what it is given
   */
  constructor(
    graph: Graph,
    inputs: readonly Signature[],
    prefix = '',
    names: readonly string[] = namesOf(graph.layers),
  ) {
    const nodes: Node[] = [];
    const signatures: Signature[] = [...inputs];
    const trained: boolean[] = inputs.map(() => false);
    const slotOf = (source: Source): number =>
      'input' in source ? source.input : (nodes[source.call]?.writes ?? 0) + source.output;
    const repeats = new Map<number, number>();
    let statesBefore = 0;
    for (const call of graph.calls) {
      const layer = graph.layers[call.layer];
      if (layer === undefined) continue;
      const path = prefix + (names[call.layer] ?? layer.kind);
      const reads = call.inputs.map(slotOf);
      const begins = call.states.map(slotOf);
      const built = layer.build(
        path,
        reads.map((slot) => signatures[slot]!),
      );
      const repeat = repeats.get(call.layer) ?? 0;
      repeats.set(call.layer, repeat + 1);
      const given = begins.map((slot) => signatures[slot]!);
      checkGivenStates(path, built, given);
      const inputGradient = [...reads, ...begins].some((slot) => trained[slot]);
      const states = given.length > 0 ? [] : renamed(built.state, path, repeat);
      const sendsTo = [...reads, ...begins, ...states.map((_, i) => initialSlot(statesBefore + i))];
      statesBefore += states.length;
      nodes.push({
        ...{ path, layer, built, repeat, inputGradient, states, reads, begins, sendsTo },
        writes: signatures.length,
      });
      const learns = inputGradient || built.weights.some(({ trainable }) => trainable);
      for (const signature of [built.output, ...built.state.map(stateSignature)]) {
        signatures.push(signature);
        trained.push(learns);
      }
      for (const extra of built.extras ?? []) {
        signatures.push(extra);
        trained.push(learns);
      }
    }
    this.nodes = nodes;
    const slots = graph.outputs.map(({ source }) => slotOf(source));
    this.outputs = slots.map((slot) => signatures[slot]!);
    this.#results = slots.map((slot) => ({
      slot,
      node: nodes.find(({ writes }) => writes === slot),
    }));
    this.weights = nodes.flatMap(({ built, repeat }) => (repeat === 0 ? built.weights : []));
    this.states = nodes.flatMap(({ states }) => states);
  }

  /** Why it cannot be stepped one time step after another; undefined if it can. */
  get refusesSteps(): string | undefined {
    for (const { path, built, begins } of this.nodes) {
      if (built.refusesSteps !== undefined) return built.refusesSteps;
      if (begins.length > 0) {
        return (
          `${path} begins with states that other layers give: build a model({ inputs, outputs, ` +
          'shareWith }) in which it is called without initialState, and pass them as its state'
        );
      }
    }
    return undefined;
  }

  /** Runs forward from the inputs, with the given initial states; those left out are zero. */
  begin(
    store: Store,
    inputs: readonly Value[],
    state: ModelState,
    options: GraphPassOptions,
  ): Pass {
    const { compute } = options;
    const B = inputs[0]?.data.shape[0] ?? 0;
    const values: Value[] = [...inputs];
    const pendings: Pending[] = [];
    const trace: { path: string; value: Value }[] = [];
    const finalState: Record<string, Tensor> = {};
    // loops over indices, as a step of a small model costs little more than its objects
    for (const node of this.nodes) {
      const { path, built, reads, begins, states } = node;
      const given: Value[] = [];
      for (const slot of reads) given.push(values[slot]!);
      for (const slot of begins) given.push({ data: values[slot]!.data });
      addStates(given, states, state, B, compute);
      const pending = built.begin(store, given, options.contextOf(node));
      const { outputs } = pending;
      const expected = 1 + built.state.length + (built.extras?.length ?? 0);
      if (outputs.length < expected) {
        throw new StateError(`${path} gave ${outputs.length} of ${expected} outputs and states`);
      }
      for (let i = 0; i < expected; i++) values.push(outputs[i]!);
      for (let i = 0; i < states.length; i++) {
        finalState[states[i]!.path] = numbersOf(path, outputs[1 + i]);
      }
      pendings.push(pending);
      trace.push({ path, value: outputs[0]! });
    }
    const results = this.#results;
    return {
      outputs: results.map(({ slot }) => values[slot]!),
      logits: results.map(({ node }) => node && pendings[this.nodes.indexOf(node)]?.logits),
      state: finalState,
      trace,
      backward: (d, ofLogits = []) => this.#back(pendings, values, d, ofLogits, compute),
    };
  }

  /** The calls in reverse: each gets what all readers of its outputs have sent back. */
  #back(
    pendings: readonly Pending[],
    values: readonly Value[],
    d: Gradients,
    ofLogits: readonly boolean[],
    compute: Compute,
  ): Gradients {
    const sent = new Map<number, Tensor[]>();
    const sentLogits = new Map<number, Tensor[]>();
    for (let k = this.#results.length - 1; k >= 0; k--) {
      send(ofLogits[k] ? sentLogits : sent, this.#results[k]!.slot, d[k]);
    }
    let finalState = this.#results.length;
    for (const { states, writes } of this.nodes) {
      for (let s = 0; s < states.length; s++) send(sent, writes + 1 + s, d[finalState++]);
    }
    for (let i = this.nodes.length - 1; i >= 0; i--) {
      const { sendsTo, writes, built } = this.nodes[i]!;
      const pending = pendings[i]!;
      const count = 1 + built.state.length + (built.extras?.length ?? 0);
      const dOut: (Tensor | undefined)[] = [];
      for (let o = 0; o < count; o++) dOut.push(received(sent, writes + o, compute));
      const dLogits = received(sentLogits, writes, compute);
      // a layer that has read a table instead of the value has left its gradient there
      const looked = values[writes]?.lookup !== undefined;
      const backward = (back: Gradients): void => {
        for (let at = 0; at < sendsTo.length; at++) send(sent, sendsTo[at]!, back[at]);
      };
      if (dLogits !== undefined) backward(pending.logits!.backward([dLogits]));
      const must = looked || pending.penalized === true;
      if (must || dOut.some((one) => one !== undefined)) backward(pending.backward(dOut));
    }
    const inputs = this.nodes[0]?.writes ?? 0;
    const dInputs = Array.from({ length: inputs }, (_, slot) => received(sent, slot, compute));
    const dInitial = this.states.map((_, state) => received(sent, initialSlot(state), compute));
    return [...dInputs, ...dInitial];
  }
}

/** A place for the gradient of an initial state, which is no value of the graph. */
function initialSlot(state: number): number {
  return -1 - state;
}

function send(to: Map<number, Tensor[]>, slot: number, d: Tensor | undefined): void {
  if (d === undefined) return;
  const others = to.get(slot);
  if (others === undefined) to.set(slot, [d]);
  else others.push(d);
}

/** The sum of what was sent to a value, in the order of its readers: the last of them sent first. */
function received(from: Map<number, Tensor[]>, slot: number, compute: Compute): Tensor | undefined {
  const all = from.get(slot);
  if (all === undefined || all.length < 2) return all?.[0];
  const [first, ...others] = all.reverse();
  const sum = compute.empty(first!.shape);
  sum.data.set(first!.data);
  for (const { data } of others) compute.kernels.add(data.length, data, 0, sum.data, 0);
  return sum;
}

/** The states of a later call of a layer, told from those of its first. */
function renamed(
  states: readonly NamedStateSpec[],
  path: string,
  repeat: number,
): readonly NamedStateSpec[] {
  if (repeat === 0) return states;
  return states.map((spec) => ({
    ...spec,
    path: `${path}@${repeat + 1}${spec.path.slice(path.length)}`,
  }));
}

/** Adds the initial states of a call; none if none was given, which a layer takes for zeros. */
function addStates(
  given: Value[],
  specs: readonly NamedStateSpec[],
  state: ModelState,
  B: number,
  compute: Compute,
): void {
  if (specs.every(({ path }) => state[path] === undefined)) return;
  for (const { path, shape } of specs) {
    given.push({ data: state[path] ?? compute.zeros([B, ...shape]) });
  }
}
