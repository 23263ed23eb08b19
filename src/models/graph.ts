import type { Layer, Signature } from '../layers/index.ts';
import { ConfigError } from '../tensor/index.ts';
import { checkList } from '../tensor/options.ts';

/** Where a value comes from: an input of the model, or one of the outputs of a call. */
export type Source =
  | { readonly input: number }
  | {
      readonly call: number;
      /** 0 is the output; the final states and then further outputs follow. */
      readonly output: number;
    };

/** One use of a layer. */
export interface GraphCall {
  /** Which layer is called. */
  readonly layer: number;
  /** What it reads. */
  readonly inputs: readonly Source[];
  /** The initial states it is given; none if it begins with those of the model. */
  readonly states: readonly Source[];
}

/** What goes into a model, by its name. */
export interface GraphInput {
  /** What users call it where there are several. */
  readonly name: string;
  /** Whether it is ids or numbers. */
  readonly reads: 'numbers' | 'ids';
  /** Its sizes, where they are known before there is data. */
  readonly declares: Signature | undefined;
}

/** What comes out of a model, by its name. */
export interface GraphOutput {
  /** What users call it where there are several. */
  readonly name: string;
  /** What gives it. */
  readonly source: Source;
}

/** How users give and get several values: one by itself, a list, or an object with names. */
export type Form = 'one' | 'list' | 'named';

/** Which layers a model has and how values flow between them; it knows no sizes and no weights. */
export interface Graph {
  /** How it was written: as a chain, or by calling layers. */
  readonly kind: 'sequential' | 'model';
  /** Every layer once, in the order of their first calls. */
  readonly layers: readonly Layer[];
  /** What goes in. */
  readonly inputs: readonly GraphInput[];
  /** The calls; each reads what stands before it. */
  readonly calls: readonly GraphCall[];
  /** What comes out. */
  readonly outputs: readonly GraphOutput[];
  /** How the inputs are given. */
  readonly takes: Form;
  /** How the outputs are got. */
  readonly gives: Form;
}

/** Whether it is a graph rather than the layers of a chain. */
export function isGraph(value: unknown): value is Graph {
  return typeof value === 'object' && value !== null && 'calls' in value;
}

/**
 * The graph of a chain: each layer reads what the one before it gives.
 *
 * @throws ConfigError for what is no layer, and for one that stands twice or gives several values
 */
export function chainGraph(layers: readonly Layer[], owner: string): Graph {
  const [first] = checkLayers(layers, owner);
  if (first === undefined) throw new ConfigError(`${owner} wants at least one layer, got none`);
  const twice = layers.find((layer, i) => layers.indexOf(layer) !== i);
  if (twice !== undefined) {
    throw new ConfigError(`the same ${twice.kind} stands twice in the chain: make another like it`);
  }
  const names = namesOf(layers);
  const several = layers.findIndex(({ returns }) => returns !== undefined);
  if (several >= 0) {
    throw new ConfigError(
      `${names[several]} gives more than its output, and in a chain nothing takes that: build a ` +
        'model({ inputs, outputs }) of it',
    );
  }
  const last = layers.length - 1;
  return {
    kind: 'sequential',
    layers: Object.freeze([...layers]),
    inputs: [{ name: names[0] ?? '', reads: first.reads, declares: first.declares }],
    calls: layers.map((_, i) => ({
      layer: i,
      inputs: [i === 0 ? { input: 0 } : { call: i - 1, output: 0 }],
      states: [],
    })),
    outputs: [{ name: names[last] ?? '', source: { call: last, output: 0 } }],
    takes: 'one',
    gives: 'one',
  };
}

/** The layers of a chain, once each is one. @throws ConfigError for anything else */
function checkLayers(layers: readonly Layer[], owner: string): readonly Layer[] {
  checkList(owner, 'layers', layers);
  for (const [i, layer] of layers.entries()) {
    if (isLayer(layer)) continue;
    const got =
      typeof layer === 'function' ? 'a function: call it with its options' : nameOf(layer);
    throw new ConfigError(`${owner} wants a layer at ${i}, got ${got}`);
  }
  return layers;
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'an object that is none' : String(value);
}

function isLayer(value: unknown): boolean {
  const holds = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return holds && 'build' in value && 'reads' in value;
}

/**
 * A name for every layer: the one it is known by elsewhere, its own, or its kind, numbered from the
 * second of a kind on.
 *
 * @throws ConfigError if two layers were given the same name
 */
export function namesOf(
  layers: readonly Layer[],
  known: (layer: Layer) => string | undefined = () => undefined,
): string[] {
  const nameOf = (layer: Layer): string | undefined => known(layer) ?? layer.name;
  const given = layers.flatMap((layer) => nameOf(layer) ?? []);
  const taken = new Set(given);
  if (taken.size !== given.length) {
    const twice = given.find((name, i) => given.indexOf(name) !== i);
    throw new ConfigError(`two layers are named '${twice}': give each a name of its own`);
  }
  return layers.map((layer) => {
    const name = nameOf(layer);
    if (name !== undefined) return name;
    let free = layer.kind;
    for (let n = 1; taken.has(free); n++) free = `${layer.kind}_${n}`;
    taken.add(free);
    return free;
  });
}
