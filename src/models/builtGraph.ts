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
import { SentBack } from './sentBack.ts';

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
  /** How many outputs it has: the output, the final states, the further ones. */
  readonly gives: number;
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
  /** Whether outputs of its layers cost something. */
  readonly costs: boolean;
  /** What each output will look like. */
  readonly outputs: readonly Signature[];
  /** The weights of all layers, each once. */
  readonly weights: readonly NamedWeightSpec[];
  /** Every state that goes in and out of the graph, in order. */
  readonly states: readonly NamedStateSpec[];
  /** Where each output stands among all values, and which call gives it. */
  readonly results: readonly { readonly slot: number; readonly node: number }[];
  readonly #initial: number;

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
    const nodes: Omit<Node, 'sendsTo'>[] = [];
    const signatures: Signature[] = [...inputs];
    const trained: boolean[] = inputs.map(() => false);
    const slotOf = (source: Source): number =>
      'input' in source ? source.input : (nodes[source.call]?.writes ?? 0) + source.output;
    const repeats = new Map<number, number>();
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
      nodes.push({
        ...{ path, layer, built, repeat, inputGradient, states, reads, begins },
        gives: 1 + built.state.length + (built.extras?.length ?? 0),
        writes: signatures.length,
      });
      const learns = inputGradient || built.weights.some(({ trainable }) => trainable);
      const gives = [built.output, ...built.state.map(stateSignature), ...(built.extras ?? [])];
      signatures.push(...gives);
      trained.push(...gives.map(() => learns));
    }
    // behind the values of the graph there are places for the gradients of the initial states
    let place = signatures.length;
    this.#initial = place;
    this.nodes = nodes.map((node) => {
      const states = node.states.map(() => place++);
      return { ...node, sendsTo: [...node.reads, ...node.begins, ...states] };
    });
    const slots = graph.outputs.map(({ source }) => slotOf(source));
    this.outputs = slots.map((slot) => signatures[slot]!);
    this.results = slots.map((slot) => ({
      slot,
      node: nodes.findIndex(({ writes }) => writes === slot),
    }));
    this.costs = nodes.some(({ built }) => built.costs === true);
    this.weights = nodes.flatMap(({ built, repeat }) => (repeat === 0 ? built.weights : []));
    this.states = nodes.flatMap(({ states }) => states);
  }

  /** Why it cannot be stepped one time step after another; undefined if it can. */
  get refusesSteps(): string | undefined {
    for (const { path, built, begins } of this.nodes) {
      if (built.refusesSteps !== undefined) return built.refusesSteps;
      if (begins.length > 0) {
        return (
          `${path} begins with states that other layers give: give them what they read whole, ` +
          'model.given(…), or build a model({ inputs, outputs, shareWith }) in which it is called ' +
          'without initialState, and pass them as its state'
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
    // A step of a small model costs little more than its objects: loops over indices, and lists that are made
    // as long as they get, as one that grows leaves room behind.
    const values = new Array<Value>(this.#initial);
    for (let i = 0; i < inputs.length; i++) values[i] = inputs[i]!;
    const pendings = new Array<Pending>(this.nodes.length);
    const finalState: Record<string, Tensor> = {};
    for (let n = 0; n < this.nodes.length; n++) {
      const node = this.nodes[n]!;
      const { path, built, reads, begins, states, gives, writes } = node;
      const given = new Array<Value>(reads.length);
      for (let i = 0; i < reads.length; i++) given[i] = values[reads[i]!]!;
      for (const slot of begins) given.push({ data: values[slot]!.data });
      addStates(given, states, state, B, compute);
      const pending = built.begin(store, given, options.contextOf(node));
      const { outputs } = pending;
      if (outputs.length < gives) {
        throw new StateError(`${path} gave ${outputs.length} of ${gives} outputs and states`);
      }
      for (let i = 0; i < gives; i++) values[writes + i] = outputs[i]!;
      for (let i = 0; i < states.length; i++) {
        finalState[states[i]!.path] = numbersOf(path, outputs[1 + i]);
      }
      pendings[n] = pending;
    }
    const { results, nodes } = this;
    return {
      outputs: results.map(({ slot }) => values[slot]!),
      logits: results.map(({ node }) => pendings[node]?.logits),
      state: finalState,
      trace: nodes.map(({ path, writes }) => ({ path, value: values[writes]! })),
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
    const places = this.#initial + this.states.length;
    const sent = new SentBack(compute, places);
    const sentLogits = ofLogits.includes(true) ? new SentBack(compute, places) : undefined;
    for (let k = this.results.length - 1; k >= 0; k--) {
      const to = ofLogits[k] ? sentLogits : sent;
      to?.send(this.results[k]!.slot, d[k]);
    }
    let finalState = this.results.length;
    for (const { states, writes } of this.nodes) {
      for (let s = 0; s < states.length; s++) sent.send(writes + 1 + s, d[finalState++]);
    }
    for (let i = this.nodes.length - 1; i >= 0; i--) {
      const { sendsTo, writes, gives } = this.nodes[i]!;
      const pending = pendings[i]!;
      const dOut = new Array<Tensor | undefined>(gives);
      // a layer that has read a table instead of the value has left its gradient there
      let goes = values[writes]?.lookup !== undefined || pending.penalized === true;
      for (let o = 0; o < gives; o++) {
        const dOutput = sent.received(writes + o);
        dOut[o] = dOutput;
        goes ||= dOutput !== undefined;
      }
      const dLogits = sentLogits?.received(writes);
      if (dLogits !== undefined) sendAll(sent, sendsTo, pending.logits!.backward([dLogits]));
      if (goes) sendAll(sent, sendsTo, pending.backward(dOut));
    }
    const inputs = this.nodes[0]?.writes ?? 0;
    const back: (Tensor | undefined)[] = [];
    for (let slot = 0; slot < inputs; slot++) back.push(sent.received(slot));
    for (let s = 0; s < this.states.length; s++) back.push(sent.received(this.#initial + s));
    return back;
  }
}

function sendAll(sent: SentBack, places: readonly number[], d: Gradients): void {
  for (let i = 0; i < places.length; i++) sent.send(places[i]!, d[i]);
}

/** The states of a later call of a layer, told from those of its first. */
export function renamed<Spec extends { readonly path: string }>(
  states: readonly Spec[],
  path: string,
  repeat: number,
): readonly Spec[] {
  if (repeat === 0) return states;
  return states.map((spec) => ({
    ...spec,
    path: `${path}@${repeat + 1}${spec.path.slice(path.length)}`,
  }));
}

/** Adds the initial states of a call; none if none was given, which a layer takes for zeros. */
export function addStates(
  given: Value[],
  specs: readonly NamedStateSpec[],
  state: ModelState,
  B: number,
  compute: Compute,
): void {
  if (specs.length === 0 || specs.every(({ path }) => state[path] === undefined)) return;
  for (const { path, shape } of specs) {
    given.push({ data: state[path] ?? compute.zeros([B, ...shape]) });
  }
}
