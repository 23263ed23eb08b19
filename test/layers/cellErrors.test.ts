import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { ConfigError } from '../../src/tensor/index.ts';

/** Makes a layer or a cell from options that no type checker has seen, as plain JavaScript may. */
function make(factory: (options: never) => unknown, options: object): () => void {
  return () => void Reflect.apply(factory, undefined, [options]);
}

const { gruCell, layerNormLstm, lstmCell, peepholeLstm, projectedLstm, rnn, simpleRnnCell } =
  layers;

const OPTIONS: readonly { readonly call: () => void; readonly message: string }[] = [
  {
    call: make(layerNormLstm, { units: 2, epsilon: 0 }),
    message: 'layerNormLstm wants epsilon above 0, got 0',
  },
  {
    call: make(layerNormLstm, { units: 2, gammaInitializer: 'one' }),
    message: "layerNormLstm's gamma wants an initializer, got 'one'",
  },
  {
    call: make(layerNormLstm, { units: 2, betaInitializer: 'zero' }),
    message: "layerNormLstm's stateBeta wants an initializer, got 'zero'",
  },
  {
    call: make(peepholeLstm, { units: 2, projection: 1 }),
    message:
      "peepholeLstm has no option 'projection': its options are units, activation, " +
      'recurrentActivation, useBias, returnSequences, returnState, goBackwards, zeroOutputForMask, ' +
      'dropout, recurrentDropout, kernelInitializer, recurrentInitializer, biasInitializer, ' +
      'kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, activityRegularizer, ' +
      'recurrentRegularizer, recurrentConstraint, unitForgetBias, peepholeInitializer, ' +
      'peepholeRegularizer, peepholeConstraint, name, trainable',
  },
  {
    call: make(peepholeLstm, { units: 2, peepholeInitializer: 'orthonormal' }),
    message: "peepholeLstm's peephole wants an initializer, got 'orthonormal'",
  },
  {
    call: make(peepholeLstm, { units: 2, activation: 'softmax' }),
    message: 'peepholeLstm wants activation to be one of linear, relu, ',
  },
  {
    call: make(projectedLstm, { units: 2 }),
    message: "projectedLstm wants the option 'projection'",
  },
  {
    call: make(projectedLstm, { units: 2, projection: 0 }),
    message: 'projectedLstm wants projection to be a whole number >= 1, got 0',
  },
  {
    call: make(projectedLstm, { units: 2, projection: 1, unitForgetBias: 'yes' }),
    message: 'projectedLstm wants unitForgetBias to be true or false, got yes',
  },
  { call: make(lstmCell, {}), message: "lstmCell wants the option 'units'" },
  {
    call: make(lstmCell, { units: 2, returnSequences: true }),
    message:
      "lstmCell has no option 'returnSequences': it is one of rnn, rnn(cell, { returnSequences: … })",
  },
  {
    call: make(lstmCell, { units: 2, name: 'mine' }),
    message: "lstmCell has no option 'name': its options are units, activation, ",
  },
  {
    call: make(gruCell, { units: 0 }),
    message: 'gruCell wants units to be a whole number >= 1, got 0',
  },
  {
    call: make(simpleRnnCell, { units: 2, stateful: true }),
    message: "simpleRnnCell has no option 'stateful': no layer holds state between calls",
  },
  { call: () => rnn([]), message: 'rnn wants at least one cell, got []' },
  {
    call: () => void Reflect.apply(rnn, undefined, [[lstmCell({ units: 1 }), 3]]),
    message: 'rnn wants a cell, got a number: call what defineCell returned, rnn(myCell({ … }))',
  },
];

describe('an option that a cell or a variant of the LSTM cannot have is a ConfigError', () => {
  test.each(OPTIONS)('$message', ({ call, message }) => {
    expect(call).toThrow(ConfigError);
    expect(call).toThrow(message);
  });
});
