import { type Mutant, mutant } from './mutant.ts';

const BUILT = 'models/builtGraph.ts';
const LAYER = 'models/modelLayer.ts';

const SEND = 'for (let at = 0; at < sendsTo.length; at++) send(sent, sendsTo[at]!, back[at]);';

/** Mistakes on the way back. */
const back: readonly Mutant[] = [
  mutant(
    'of two readers the last sends its gradient',
    BUILT,
    'else others.push(d);',
    'else to.set(slot, [d]);',
  ),
  mutant('of two readers the first sends its gradient', BUILT, '  else others.push(d);\n', ''),
  mutant(
    'gradients of readers are added into the first',
    BUILT,
    'for (const { data } of others) compute',
    'for (const { data } of others.slice(1)) compute',
  ),
  mutant(
    'the sum of two readers overwrites what a reader sent',
    BUILT,
    'const sum = compute.empty(first!.shape);\n  sum.data.set(first!.data);',
    'const sum = first!;',
  ),
  mutant(
    'nothing is sent to initial states',
    BUILT,
    SEND,
    SEND.replace('at < sendsTo.length', 'at < this.nodes[i]!.reads.length'),
  ),
  mutant(
    'nothing is sent to the second input',
    BUILT,
    SEND,
    SEND.replace('back[at]', 'at === 1 ? undefined : back[at]'),
  ),
  mutant(
    'states are not sent to where they came from',
    BUILT,
    'const sendsTo = [...reads, ...begins, ',
    'const sendsTo = [...reads, ...begins.slice(1), ',
  ),
  mutant(
    'gradients of initial states are those of the first',
    BUILT,
    'initialSlot(statesBefore + i)',
    'initialSlot(i)',
  ),
  mutant(
    'states of later calls are not counted',
    BUILT,
    '      statesBefore += states.length;\n',
    '',
  ),
  mutant(
    'gradients of final states are dropped',
    BUILT,
    'send(sent, writes + 1 + s, d[finalState++]);',
    '{}',
  ),
  mutant(
    'gradients of final states are those of outputs',
    BUILT,
    'let finalState = this.#results.length;',
    'let finalState = 0;',
  ),
  mutant(
    'gradients of final states go to the output',
    BUILT,
    'send(sent, writes + 1 + s, d[finalState++]);',
    'send(sent, writes + s, d[finalState++]);',
  ),
  mutant(
    'the gradient of the first output goes to all',
    BUILT,
    'this.#results[k]!.slot, d[k]);',
    'this.#results[k]!.slot, d[0]);',
  ),
  mutant(
    'only the first output has a gradient',
    BUILT,
    'for (let k = this.#results.length - 1; k >= 0; k--) {',
    'for (let k = 0; k >= 0; k--) {',
  ),
  mutant(
    'the gradient of logits is taken for that of the output',
    BUILT,
    'send(ofLogits[k] ? sentLogits : sent,',
    'send(ofLogits[k] && this.#results.length < 2 ? sentLogits : sent,',
  ),
  mutant(
    'logits take the place of the output',
    BUILT,
    'if (must || dOut.some',
    'if (dLogits === undefined && dOut.some',
  ),
  mutant(
    'only the output goes back, no state',
    BUILT,
    'dOut.push(received(sent, writes + o, compute));',
    'dOut.push(o > 0 ? undefined : received(sent, writes + o, compute));',
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
    '(_, slot) => received(sent, slot, compute)',
    '(_, slot) => received(sent, inputs - 1 - slot, compute)',
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
