import type { Layer } from '../layers/index.ts';
import { isJsonObject } from '../storage/json.ts';
import { FormatError } from '../tensor/index.ts';
import { type Description, describeLayer, type Reviver, reviveLayer } from './describe.ts';
import { checkKeys } from './fileJson.ts';
import {
  chainGraph,
  type Form,
  type Graph,
  type GraphCall,
  type GraphInput,
  type GraphOutput,
  namesOf,
  type Source,
} from './graph.ts';

/** A graph as a file holds it: a chain is its layers alone. */
export interface GraphDescription {
  readonly layers: readonly Description[];
  /** How values flow between the layers, where they are no chain. */
  readonly graph?: Omit<Graph, 'kind' | 'layers' | 'inputs'> & {
    readonly inputs: readonly string[];
  };
}

/** A graph as plain JSON. */
export function describeGraph(graph: Graph): GraphDescription {
  const layers = graph.layers.map(describeLayer);
  if (graph.kind === 'sequential') return { layers };
  const { calls, outputs, takes, gives } = graph;
  const inputs = graph.inputs.map(({ name }) => name);
  return { layers, graph: { inputs, calls, outputs, takes, gives } };
}

/**
 * The graph of a description; the way back of `describeGraph`.
 *
 * @param own factories of layers and cells of the user's own
 * @throws FormatError for a description that is none; ConfigError for a layer that nobody knows
 */
export function graphFrom(
  layers: readonly unknown[],
  graph: unknown,
  own: readonly Reviver[],
  owner: string,
): Graph {
  const revived = layers.map((layer) => reviveLayer(layer, own));
  if (graph === undefined) return chainGraph(revived, owner);
  if (isJsonObject(graph)) {
    checkKeys("its model's graph", graph, ['inputs', 'calls', 'outputs', 'takes', 'gives']);
    const { inputs: names, calls, outputs, takes, gives } = graph;
    if (isListOf(names, isText) && isListOf(calls, isCall) && isListOf(outputs, isOutput)) {
      checkOrder(calls, revived, names.length, outputs);
      const inputs = names.map((name, i) => inputNamed(name, i, calls, revived));
      if (isForm(takes) && isForm(gives)) {
        return { kind: 'model', layers: revived, inputs, calls, outputs, takes, gives };
      }
    }
  }
  throw new FormatError(
    `the file has ${JSON.stringify(graph)} where a graph { inputs, calls, outputs, takes, gives } belongs`,
  );
}

/** Every call must read what stands before it: else values would go round in a circle. */
function checkOrder(
  calls: readonly GraphCall[],
  layers: readonly Layer[],
  inputs: number,
  outputs: readonly GraphOutput[],
): void {
  const names = namesOf(layers);
  const check = (what: string, source: Source, before: number): void => {
    const known = 'input' in source ? source.input < inputs : source.call < before;
    if (known) return;
    throw new FormatError(
      `the file says that ${what} reads ${JSON.stringify(source)}, which does not stand before it`,
    );
  };
  for (const [i, { layer, inputs: reads, states }] of calls.entries()) {
    const name = names[layer];
    if (name === undefined) {
      throw new FormatError(`the file calls layer ${layer}, but has ${layers.length}`);
    }
    for (const source of [...reads, ...states]) check(name, source, i);
  }
  for (const { name, source } of outputs) check(`the output ${name}`, source, calls.length);
}

function inputNamed(
  name: string,
  index: number,
  calls: readonly GraphCall[],
  layers: readonly Layer[],
): GraphInput {
  const call = calls.find(
    ({ inputs: [first] }) => first && 'input' in first && first.input === index,
  );
  const layer = call && layers[call.layer];
  if (layer?.declares === undefined) {
    throw new FormatError(`the file has an input '${name}' that no input layer reads`);
  }
  return { name, reads: layer.reads, declares: layer.declares };
}

function isListOf<T>(value: unknown, holds: (one: unknown) => one is T): value is readonly T[] {
  return Array.isArray(value) && value.every(holds);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isIndex(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isSource(value: unknown): value is Source {
  if (!isJsonObject(value)) return false;
  return 'input' in value ? isIndex(value.input) : isIndex(value.call) && isIndex(value.output);
}

function isCall(value: unknown): value is GraphCall {
  if (!isJsonObject(value) || !isIndex(value.layer)) return false;
  return isListOf(value.inputs, isSource) && isListOf(value.states, isSource);
}

function isOutput(value: unknown): value is GraphOutput {
  return isJsonObject(value) && isText(value.name) && isSource(value.source);
}

function isForm(value: unknown): value is Form {
  return value === 'one' || value === 'list' || value === 'named';
}
