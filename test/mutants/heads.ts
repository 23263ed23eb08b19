import { type Mutant, mutant } from './mutant.ts';

const PASS = 'models/lossPass.ts';
const COMPILED = 'models/compiled.ts';
const METER = 'models/meter.ts';

const TRAINED =
  'lossInputs(pass, index, loss, y[i]!);\n    const batch = weighted(plain, weights?.[i], loss, block);\n    const { outputs, cache }';

/** Mistakes in what the outputs of a model are trained to be. */
export const HEAD_MUTANTS: readonly Mutant[] = [
  mutant('losses are not weighted', PASS, 'weight * scale, block', 'scale, block'),
  mutant('losses are summed, not averaged', PASS, 'meanScale(measured[i]!.outputs.count)', '1'),
  mutant(
    'all are compared with the targets of the first',
    PASS,
    TRAINED,
    TRAINED.replace('y[i]', 'y[0]'),
  ),
  mutant('losses look at the first outputs', PASS, TRAINED, TRAINED.replace('index', 'i')),
  mutant(
    'rows weigh as for the first',
    PASS,
    TRAINED,
    TRAINED.replace('weights?.[i]', 'weights?.[0]'),
  ),
  mutant('gradients go to the first outputs', PASS, 'd[index] = loss', 'd[i] = loss'),
  mutant(
    'gradients of logits are taken for those of outputs',
    PASS,
    "ofLogits[index] = reads === 'logits';",
    '',
  ),
  mutant(
    'gradients of outputs are taken for those of logits',
    PASS,
    "ofLogits[index] = reads === 'logits';",
    'ofLogits[index] = pass.logits[index] !== undefined;',
  ),
  mutant(
    'a loss of probabilities reads logits',
    PASS,
    'const batch = { predictions: logits.data, targets',
    'const batch = { predictions: numbersOf(loss.name, output), targets',
  ),
  mutant(
    'logits are those of the first output',
    PASS,
    'const logits = pass.logits[index];',
    'const logits = pass.logits[0];',
  ),
  mutant('gradients of the step before still stand', PASS, '  store.clearGradients();\n', ''),
  mutant(
    'a list of losses is turned round',
    COMPILED,
    'if (given.length === names.length) return given;',
    'if (given.length === names.length) return [...given].reverse();',
  ),
  mutant(
    'names are taken by their order',
    COMPILED,
    'return names.map((name) => given[name]);',
    'return Object.values(given);',
  ),
  mutant(
    'the first loss is that of all',
    COMPILED,
    'const given = losses[index];',
    'const given = losses[0];',
  ),
  mutant(
    'weights of losses are ignored',
    COMPILED,
    'const weight = weights[index] ?? 1;',
    'const weight = 1;',
  ),
  mutant('a weight of 0 becomes 1', COMPILED, 'weights[index] ?? 1', 'weights[index] || 1'),
  mutant(
    'a loss that is left out weighs nothing',
    COMPILED,
    'weights[index] ?? 1',
    'weights[index] ?? 0',
  ),
  mutant(
    'metrics are those of the first output',
    COMPILED,
    'const wanted = metrics[index] ?? [];',
    'const wanted = metrics[1] ?? [];',
  ),
  mutant(
    'outputs without a loss are not counted',
    COMPILED,
    'return [{ output, index, loss,',
    'return [{ output, index: index - losses.indexOf(losses.find((one) => one !== undefined)), loss,',
  ),
  mutant(
    'totals are not added up',
    METER,
    'gauge.total += outputs.total;',
    'gauge.total = outputs.total;',
  ),
  mutant(
    'steps are not added up',
    METER,
    'gauge.count += outputs.count;',
    'gauge.count = outputs.count;',
  ),
  mutant(
    'every output measures the first',
    METER,
    'const { batch, outputs } = measured[i]!;',
    'const { batch, outputs } = measured[0]!;',
  ),
  mutant(
    'metrics begin anew with each batch',
    METER,
    'metric.update(gauge.states[m], seen)',
    'metric.update(metric.init(), seen)',
  ),
  mutant(
    'metrics of one output go on from those of the first',
    METER,
    'states[i]?.[m]',
    'states[0]?.[m] ?? metric.init()',
  ),
  mutant(
    'the loss is the plain sum',
    METER,
    'results.loss += head.weight * loss;',
    'results.loss += loss;',
  ),
  mutant(
    'losses of outputs stand weighted',
    METER,
    'loss`] = loss;',
    'loss`] = head.weight * loss;',
  ),
  mutant(
    'results of outputs have no name',
    METER,
    "const of = alone ? '' :",
    "const of = results.loss >= 0 ? '' :",
  ),
  mutant(
    'shards are not joined',
    METER,
    'i === 0 ? states[m] : metric.merge?.(gauge.states[m], states[m])',
    'states[m]',
  ),
  mutant(
    'the first shard is joined to itself',
    METER,
    'i === 0 ? states[m] :',
    'i < 0 ? states[m] :',
  ),
  mutant(
    'totals of shards are not added up',
    METER,
    'gauge.total += total;',
    'gauge.total = total;',
  ),
  mutant(
    'steps of shards are not added up',
    METER,
    'gauge.count += count;',
    'gauge.count = count;',
  ),
  mutant('shards are those of the last output', METER, '= sums[g]!;', '= sums.at(-1)!;'),
  mutant(
    'penalties are added up, not averaged',
    METER,
    'this.#penalty / this.#steps',
    'this.#penalty',
  ),
];
