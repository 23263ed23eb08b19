import { type Mutant, mutant } from './mutant.ts';

const BUILT = 'models/builtGraph.ts';
const GRAPH = 'models/graph.ts';
const GRAPH_OF = 'models/graphOf.ts';
const LAYER = 'models/modelLayer.ts';
const CONTEXTS = 'models/passContexts.ts';

/** Mistakes in which call reads what. */
const wiring: readonly Mutant[] = [
  mutant(
    'every value is the output of its call',
    GRAPH_OF,
    'output });\n  const graphCalls',
    'output: Math.min(output, 0) });\n  const graphCalls',
  ),
  mutant(
    'initial states are left out',
    GRAPH_OF,
    'states: call.states.map(sourceOf)',
    'states: []',
  ),
  mutant(
    'initial states are turned round',
    GRAPH_OF,
    'states: call.states.map(sourceOf)',
    'states: call.states.map(sourceOf).reverse()',
  ),
  mutant(
    'a call reads what stands before an initial state',
    BUILT,
    '(nodes[source.call]?.writes ?? 0) + source.output',
    '(nodes[source.call]?.writes ?? 0) + Math.max(source.output - 1, 0)',
  ),
  mutant(
    'outputs stand in the order of inputs',
    BUILT,
    "'input' in source ? source.input :",
    "'input' in source ? inputs.length - 1 - source.input :",
  ),
  mutant('an idle input is taken', GRAPH_OF, 'if (idle !== undefined) {', 'if (false) {'),
  mutant(
    'an input that is missing is taken',
    GRAPH_OF,
    'if (missing === undefined) return;',
    'return;',
  ),
  mutant(
    'the same input may come twice',
    GRAPH_OF,
    '=== value.from) !== i) {',
    '=== value.from) < 0) {',
  ),
  mutant(
    'names may be the same',
    GRAPH,
    'if (taken.size !== given.length) {',
    'if (taken.size > given.length) {',
  ),
  mutant(
    'a layer may stand twice in a chain',
    GRAPH,
    'if (twice !== undefined) {\n    throw new ConfigError(`the same',
    'if (twice === null) {\n    throw new ConfigError(`the same',
  ),
  mutant(
    'a chain ends before its last layer',
    GRAPH,
    'source: { call: last, output: 0 }',
    'source: { call: last - 1, output: 0 }',
  ),
  mutant(
    'steps forget that states come from others',
    BUILT,
    'if (begins.length > 0) {\n        return (',
    'if (begins.length < 0) {\n        return (',
  ),
];

/** Mistakes on the way forward. */
const forward: readonly Mutant[] = [
  mutant(
    'given states are not handed on',
    BUILT,
    'for (const slot of begins) given.push({ data: values[slot]!.data });',
    '',
  ),
  mutant(
    'a later call begins with the states of the first',
    BUILT,
    'renamed(built.state, path, repeat)',
    'renamed(built.state, path, 0)',
  ),
  mutant(
    'all later calls are taken for the first',
    BUILT,
    'repeats.set(call.layer, repeat + 1);',
    '',
  ),
  mutant(
    'final states stand one place too early',
    BUILT,
    'numbersOf(path, outputs[1 + i])',
    'numbersOf(path, outputs[Math.max(i, 1)])',
  ),
  mutant(
    'final states are those of the beginning',
    BUILT,
    '= numbersOf(path, outputs[1 + i]);',
    '= state[states[i]!.path] ?? numbersOf(path, outputs[1 + i]);',
  ),
  mutant(
    'initial states are forgotten',
    BUILT,
    'if (specs.length === 0 || specs.every(({ path }) => state[path] === undefined)) return;',
    'if (specs.length >= 0) return;',
  ),
  mutant(
    'every call draws as the first',
    CONTEXTS,
    'const stream = repeat === 0',
    'const stream = repeat >= 0',
  ),
  mutant(
    'every call in a model within draws as the first',
    LAYER,
    'repeat === 0 ? child :',
    'repeat >= 0 ? child :',
  ),
];

/** Mistakes in models of called layers, on the way forward. */
export const GRAPH_MUTANTS: readonly Mutant[] = [...wiring, ...forward];
