import { type Mutant, mutant } from './mutant.ts';

const BUILT = 'models/builtGraph.ts';
const LAYER = 'models/modelLayer.ts';

const SENT = 'models/sentBack.ts';

const SEND = 'for (let i = 0; i < places.length; i++) sent.send(places[i]!, d[i]);';
const FINAL = 'sent.send(writes + 1 + s, d[finalState++]);';

/** Mistakes on the way back. */
const back: readonly Mutant[] = [
  mutant(
    'of two readers the last sends its gradient',
    SENT,
    'else this.#sent[place] = [before, d];',
    'else this.#sent[place] = d;',
  ),
  mutant(
    'of two readers the first sends its gradient',
    SENT,
    'else this.#sent[place] = [before, d];',
    '',
  ),
  mutant(
    'gradients of readers are added into the first',
    SENT,
    'for (const { data } of others) this',
    'for (const { data } of others.slice(1)) this',
  ),
  mutant(
    'the sum of two readers overwrites what a reader sent',
    SENT,
    'const sum = this.#compute.empty(first!.shape);\n    sum.data.set(first!.data);',
    'const sum = first!;',
  ),
  mutant(
    'only the first input is sent its gradient',
    BUILT,
    SEND,
    SEND.replace('i < places.length', 'i < Math.min(places.length, 1)'),
  ),
  mutant(
    'nothing is sent to the second input',
    BUILT,
    SEND,
    SEND.replace('d[i]', 'i === 1 ? undefined : d[i]'),
  ),
  mutant(
    'states are not sent to where they came from',
    BUILT,
    '[...node.reads, ...node.begins, ...states]',
    '[...node.reads, ...node.begins.slice(1), ...states]',
  ),
  mutant(
    'gradients of initial states are those of the first',
    BUILT,
    'node.states.map(() => place++)',
    'node.states.map(() => place)',
  ),
  mutant(
    'states of later calls are not counted',
    BUILT,
    'node.states.map(() => place++)',
    'node.states.map((_, i) => signatures.length + i)',
  ),
  mutant('gradients of final states are dropped', BUILT, FINAL, '{}'),
  mutant(
    'gradients of final states are those of outputs',
    BUILT,
    'let finalState = this.results.length;',
    'let finalState = 0;',
  ),
  mutant(
    'gradients of final states go to the output',
    BUILT,
    FINAL,
    FINAL.replace('writes + 1 + s', 'writes + s'),
  ),
  mutant(
    'the gradient of the first output goes to all',
    BUILT,
    'this.results[k]!.slot, d[k]);',
    'this.results[k]!.slot, d[0]);',
  ),
  mutant(
    'only the first output has a gradient',
    BUILT,
    'for (let k = this.results.length - 1; k >= 0; k--) {',
    'for (let k = 0; k >= 0; k--) {',
  ),
  mutant(
    'the gradient of logits is taken for that of the output',
    BUILT,
    '= ofLogits[k] ? sentLogits',
    '= ofLogits[k] && this.results.length < 2 ? sentLogits',
  ),
  mutant(
    'logits take the place of the output',
    BUILT,
    'if (goes) sendAll',
    'if (goes && dLogits === undefined) sendAll',
  ),
  mutant(
    'only the output goes back, no state',
    BUILT,
    'dOut[o] = dOutput;',
    'dOut[o] = o > 0 ? undefined : dOutput;',
  ),
  mutant(
    'what comes before a weight is not trained',
    BUILT,
    'const inputGradient = [...reads, ...begins].some((slot) => trained[slot]);',
    'const inputGradient = false;',
  ),
  mutant(
    'only what is read asks for a gradient',
    BUILT,
    '[...reads, ...begins].some',
    'reads.some',
  ),
  mutant(
    'a layer without weights ends the way back',
    BUILT,
    'const learns = inputGradient || built',
    'const learns = built',
  ),
  mutant(
    'frozen weights end the way back',
    BUILT,
    'const learns = inputGradient || built.weights.some(({ trainable }) => trainable);',
    'const learns = built.weights.length > 0 ? built.weights.some(({ trainable }) => trainable) : inputGradient;',
  ),
  mutant(
    'the gradients of inputs are turned round',
    BUILT,
    'back.push(sent.received(slot));',
    'back.push(sent.received(inputs - 1 - slot));',
  ),
];

/** Mistakes where a model stands as a layer. */
const within: readonly Mutant[] = [
  mutant(
    'further outputs and states are mixed up',
    LAYER,
    'outputs: [first!, ...finals, ...others]',
    'outputs: [first!, ...others, ...finals]',
  ),
  mutant(
    'their gradients are mixed up',
    LAYER,
    '    ...others.map((_, i) => d[states + i]),\n        ...d.slice(0, states),',
    '    ...d,',
  ),
  mutant('gradients of states are dropped', LAYER, '        ...d.slice(0, states),\n', ''),
  mutant(
    'logits are taken for the output',
    LAYER,
    'pass.backward(inOrder(d), [true])',
    'pass.backward(inOrder(d))',
  ),
  mutant(
    'initial states go to the wrong names',
    LAYER,
    '[states[i]!.path, numbersOf(path, value)]',
    '[states[states.length - 1 - i]!.path, numbersOf(path, value)]',
  ),
  mutant(
    'initial states are left out',
    LAYER,
    'const state = stateOf(path, built, values.slice(inputs.length));',
    'const state = stateOf(path, built, []);',
  ),
  mutant(
    'nothing before the model is trained',
    LAYER,
    'inputGradient || ctx.inputGradient',
    'inputGradient',
  ),
  mutant(
    'nothing in the model is trained',
    LAYER,
    'inputGradient || ctx.inputGradient',
    'ctx.inputGradient && inputGradient',
  ),
  mutant('weights begin anew', LAYER, 'if (value === undefined) spec', 'if (value !== null) spec'),
  mutant(
    'a frozen model is trained',
    LAYER,
    'trainable: spec.trainable && trainable',
    'trainable: spec.trainable',
  ),
  mutant(
    'too few inputs are taken',
    LAYER,
    'if (inputs.length !== graph.inputs.length) {',
    'if (inputs.length > graph.inputs.length) {',
  ),
];

/** Mistakes in the gradients of models of called layers, and in models as layers. */
export const GRAPH_BACK_MUTANTS: readonly Mutant[] = [...back, ...within];
