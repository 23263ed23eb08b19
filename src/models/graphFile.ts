import { type Description, describeLayer, type Reviver, reviveLayer } from './describe.ts';
import { chainGraph, type Graph, namesOf } from './graph.ts';
import { type Flow, flowOf, graphOfFlow } from './graphJson.ts';

/** A graph as a file holds it: a chain is its layers alone. */
export interface GraphDescription {
  readonly layers: readonly Description[];
  /** How values flow between the layers, where they are no chain. */
  readonly graph?: Flow;
}

/** A graph as plain JSON, with the names of its layers where they are not those that it would give them. */
export function describeGraph(graph: Graph, given?: readonly string[]): GraphDescription {
  const usual = namesOf(graph.layers);
  const names = given ?? usual;
  const named = names.some((name, i) => name !== usual[i]);
  const layers = graph.layers.map((layer, i) => {
    const described = describeLayer(layer);
    return named ? { ...described, name: names[i]! } : described;
  });
  return graph.kind === 'sequential' ? { layers } : { layers, graph: flowOf(graph) };
}

/**
 * The graph of a description; the way back of `describeGraph`.
 *
 * @param own factories of layers and cells of the user's own
 * @throws FormatError for a description that is none; ConfigError for a layer that nobody knows
 */
export function graphFrom(
  layers: readonly unknown[],
  flow: unknown,
  own: readonly Reviver[],
  owner: string,
): Graph {
  const revived = layers.map((layer) => reviveLayer(layer, own));
  return flow === undefined ? chainGraph(revived, owner) : graphOfFlow(revived, flow);
}
