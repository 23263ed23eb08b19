import type { Call, Layer, Symbolic } from '../layers/index.ts';
import { isSymbolic } from '../layers/symbolic.ts';
import { ConfigError } from '../tensor/index.ts';
import {
  type Form,
  type Graph,
  type GraphCall,
  type GraphInput,
  type GraphOutput,
  namesOf,
  type Source,
} from './graph.ts';

/** Symbolic values as users write them: one, a list, or an object with names. */
export type SymbolicForm = Symbolic | readonly Symbolic[] | Readonly<Record<string, Symbolic>>;

/**
 * The graph between symbolic values.
 *
 * @throws ConfigError if an input is none, if no output needs one, and if outputs need an input that
 * is not among them
 */
export function graphOf(inputs: SymbolicForm, outputs: SymbolicForm, owner: string): Graph {
  const given = entriesOf(inputs, `${owner}'s inputs`);
  const wanted = entriesOf(outputs, `${owner}'s outputs`);
  checkInputs(given, owner);
  const calls: Call[] = [];
  for (const { value } of wanted.entries) visit(value.from, calls, new Set());
  const layers = [...new Set(calls.map(({ layer }) => layer))];
  const names = namesOf(layers);
  checkReached(given.entries, calls, layers, names, owner);
  const inputCalls = given.entries.map(({ value }) => value.from);
  const sourceOf = ({ from, output }: Symbolic): Source => ({ call: calls.indexOf(from), output });
  const graphCalls = calls.map((call): GraphCall => {
    const layer = layers.indexOf(call.layer);
    const input = inputCalls.indexOf(call);
    if (input >= 0) return { layer, inputs: [{ input }], states: [] };
    return { layer, inputs: call.inputs.map(sourceOf), states: call.states.map(sourceOf) };
  });
  const nameOf = ({ from, output }: Symbolic): string => {
    const name = names[layers.indexOf(from.layer)] ?? '';
    return output === 0 ? name : `${name}:${output}`;
  };
  return {
    kind: 'model',
    layers: Object.freeze(layers),
    inputs: given.entries.map(({ name, value }): GraphInput => {
      const { reads, declares } = value.from.layer;
      return { name: name ?? nameOf(value), reads, declares };
    }),
    calls: graphCalls,
    outputs: wanted.entries.map(
      ({ name, value }): GraphOutput => ({ name: name ?? nameOf(value), source: sourceOf(value) }),
    ),
    takes: given.form,
    gives: wanted.form,
  };
}

interface Entry {
  readonly name: string | undefined;
  readonly value: Symbolic;
}

/** The values of a form, with their names where it has names. @throws ConfigError for what is none */
export function entriesOf(
  given: unknown,
  owner: string,
): { readonly form: Form; readonly entries: readonly Entry[] } {
  if (isSymbolic(given)) return { form: 'one', entries: [{ name: undefined, value: given }] };
  if (typeof given === 'object' && given !== null) {
    const form = Array.isArray(given) ? 'list' : 'named';
    const entries = Object.entries(given).map(([name, value]: [string, unknown]) => {
      if (isSymbolic(value)) return { name: form === 'named' ? name : undefined, value };
      throw new ConfigError(
        `${owner} wants a symbolic value at '${name}', got ${String(value)}: what input({ shape }) ` +
          'or a call of a layer gave',
      );
    });
    if (entries.length > 0) return { form, entries };
  }
  throw new ConfigError(
    `${owner} wants a symbolic value, a list or an object of them, got ${typeof given === 'object' ? JSON.stringify(given) : typeof given}`,
  );
}

/** Puts a call behind all that it reads. @throws ConfigError if it reads what comes from itself */
function visit(call: Call, calls: Call[], open: Set<Call>): void {
  if (calls.includes(call)) return;
  if (open.has(call)) {
    const round = [...open].map(({ layer }) => layer.name ?? layer.kind).join(', ');
    throw new ConfigError(`a layer reads what comes from itself: the values go round in ${round}`);
  }
  open.add(call);
  for (const { from } of [...call.inputs, ...call.states]) visit(from, calls, open);
  open.delete(call);
  calls.push(call);
}

function checkInputs({ entries }: { readonly entries: readonly Entry[] }, owner: string): void {
  for (const [i, { name, value }] of entries.entries()) {
    const what = name ?? i;
    if (value.from.layer.declares === undefined) {
      const { layer } = value.from;
      throw new ConfigError(
        `${owner}'s inputs wants to be what input({ shape }) gave, got what ${layer.name ?? layer.kind} ` +
          `gives at '${what}'`,
      );
    }
    if (entries.findIndex((other) => other.value.from === value.from) !== i) {
      throw new ConfigError(`${owner} has the same input twice, again at '${what}': leave it out`);
    }
  }
}

/** The outputs must need every input, and no other. */
function checkReached(
  given: readonly Entry[],
  calls: readonly Call[],
  layers: readonly Layer[],
  names: readonly string[],
  owner: string,
): void {
  const idle = given.find(({ value }) => !calls.includes(value.from));
  if (idle !== undefined) {
    const { layer } = idle.value.from;
    const name = idle.name ?? layer.name ?? `${given.indexOf(idle)}`;
    throw new ConfigError(
      `${owner} has an input '${name}' that none of its outputs needs: leave it out, or connect it`,
    );
  }
  const missing = calls.find(
    (call) => call.inputs.length === 0 && given.every(({ value }) => value.from !== call),
  );
  if (missing === undefined) return;
  const needing = calls.find(({ inputs, states }) =>
    [...inputs, ...states].some(({ from }) => from === missing),
  );
  const reader = names[layers.indexOf((needing ?? missing).layer)];
  throw new ConfigError(
    `${owner} wants '${names[layers.indexOf(missing.layer)]}' among its inputs, because ${reader} reads it`,
  );
}
