import type { Layer } from '../layers/index.ts';
import { isJsonObject } from '../storage/json.ts';
import { FormatError } from '../tensor/index.ts';
import { checkKeys } from './fileJson.ts';
import {
  type Form,
  type Graph,
  type GraphCall,
  type GraphInput,
  type GraphOutput,
  namesOf,
  type Source,
} from './graph.ts';

/** How values flow between layers, as plain JSON. */
export type Flow = Pick<Graph, 'calls' | 'outputs' | 'takes' | 'gives'> & {
  /** The names of the inputs. */
  readonly inputs: readonly string[];
};

/** How values flow in a graph. */
export function flowOf({ inputs, calls, outputs, takes, gives }: Graph): Flow {
  return { inputs: inputs.map(({ name }) => name), calls, outputs, takes, gives };
}

/** The graph of layers between which values flow so. @throws FormatError for what says nothing of the kind */
export function graphOfFlow(layers: readonly Layer[], flow: unknown): Graph {
  if (isJsonObject(flow)) {
    checkKeys("its model's graph", flow, ['inputs', 'calls', 'outputs', 'takes', 'gives']);
    const { inputs: names, calls, outputs, takes, gives } = flow;
    if (isListOf(names, isText) && isListOf(calls, isCall) && isListOf(outputs, isOutput)) {
      checkOrder(calls, layers, names.length, outputs);
      const inputs = names.map((name, i) => inputNamed(name, i, calls, layers));
      if (isForm(takes) && isForm(gives)) {
        return { kind: 'model', layers, inputs, calls, outputs, takes, gives };
      }
    }
  }
  throw new FormatError(
    `the file has ${JSON.stringify(flow)} where a graph { inputs, calls, outputs, takes, gives } belongs`,
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
