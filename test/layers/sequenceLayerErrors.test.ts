import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { ConfigError } from '../../src/tensor/index.ts';

/** Makes a layer from options that no type checker has seen, as plain JavaScript may. */
function make(factory: (options: never) => unknown, options: object): () => void {
  return () => void Reflect.apply(factory, undefined, [options]);
}

const OPTIONS: readonly { readonly call: () => void; readonly message: string }[] = [
  {
    call: make(layers.layerNormalization, { axis: 1 }),
    message: 'layerNormalization wants axis to be -1, the last, got 1: it works along no other',
  },
  {
    call: make(layers.layerNormalization, { epsilon: 0 }),
    message: 'layerNormalization wants epsilon > 0, got 0',
  },
  {
    call: make(layers.layerNormalization, { center: 'yes' }),
    message: 'layerNormalization wants center to be true or false, got yes',
  },
  {
    call: make(layers.layerNormalization, { scale: 1 }),
    message: 'layerNormalization wants scale to be true or false, got 1',
  },
  {
    call: make(layers.layerNormalization, { gammaInitializer: 'one', name: 'norm' }),
    message: "norm's gamma wants an initializer, got 'one'",
  },
  {
    call: make(layers.layerNormalization, { betaInitializer: 'zero' }),
    message: "layerNormalization's beta wants an initializer, got 'zero'",
  },
  {
    call: make(layers.layerNormalization, { rmsScaling: true }),
    message:
      "layerNormalization has no option 'rmsScaling': its options are axis, epsilon, center, " +
      'scale, betaInitializer, gammaInitializer, name, trainable',
  },
];

describe('an option that cannot be is a ConfigError', () => {
  test.each(OPTIONS)('$message', ({ call, message }) => {
    expect(call).toThrow(ConfigError);
    expect(call).toThrow(message);
  });
});
