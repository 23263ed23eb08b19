import { type Mutant, mutant } from './mutant.ts';

const MEMORY = 'math/attentionMemory.ts';
const GRAPH = 'models/givenGraph.ts';
const NETWORK = 'models/givenNetwork.ts';
const MODEL = 'models/givenModel.ts';

/** Mistakes in what is remembered of inputs that are given whole, and in the steps that follow. */
export const GIVEN_MUTANTS: readonly Mutant[] = [
  mutant(
    'what does not count is remembered',
    MEMORY,
    'bothMasks(valueMask, keyMask, compute)',
    'keyMask',
  ),
  mutant(
    'keys that are the values are forgotten',
    MEMORY,
    "project('key', compared)",
    "project('key', own)",
  ),
  mutant(
    'the memory of a row stands where that of the row before ends',
    MEMORY,
    'out.data, b * S * N, starts',
    'out.data, from, starts',
  ),
  mutant(
    'every row counts what the first counts',
    MEMORY,
    'counts.data[b] = packing.starts[b + 1]! - packing.starts[b]!',
    'counts.data[b] = packing.starts[1]!',
  ),
  mutant('every row looks at the first', MEMORY, '(shared ? 0 : b * S)', '0'),
  mutant('a shared row is not shared', MEMORY, '(shared ? 0 : b * S)', 'b * S'),
  mutant(
    'a masked query is answered',
    MEMORY,
    'packingOf(queryMask, B, T, compute)',
    'packingOf(undefined, B, T, compute)',
  ),
  mutant(
    'the state of the encoder is lost',
    GRAPH,
    'found.set(states[i]!.path, numbersOf(node.path, values[slot]));',
    '',
  ),
  mutant(
    'the second call of a layer looks at the memory of the first',
    GRAPH,
    'const known = remembers.map((spec) => state[spec.path]!);',
    'const known = memory.specs.map((spec) => state[spec.path]!);',
  ),
  mutant(
    'the state of the decoder does not go on',
    GRAPH,
    'final[spec.path] = numbersOf(path, pending.outputs[1 + i]);',
    'final[spec.path] = state[spec.path]!;',
  ),
  mutant(
    'the first step begins with zeros',
    NETWORK,
    'if (known !== undefined) copyElements(known, first.data);',
    '',
  ),
  mutant(
    'only the first of the rows that share one begins with its state',
    MODEL,
    'state[name] = copy(inRows(tensor));',
    '{ const own = copy(inRows(tensor)); if (rows < batch) own.data.fill(0, tensor.data.length); state[name] = own; }',
  ),
];
