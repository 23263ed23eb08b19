import v8 from 'node:v8';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { decodeBase64 } from '../../src/kernels/wasm/decodeBase64.ts';
import { RELAXED_MODULE } from '../../src/kernels/wasm/relaxedModule.ts';
import { compiles, Instance, Memory, Module } from '../kernels/webAssembly.ts';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';

const relaxed = decodeBase64(RELAXED_MODULE);

// Node 20 has it behind a flag, which can still be set; later ones have it without, and no flag
if (!compiles(relaxed)) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
const supported = compiles(relaxed);

const isRelaxed = (bytes: Uint8Array): boolean =>
  bytes.length === relaxed.length && bytes.every((byte, i) => byte === relaxed[i]);

/** WebAssembly that says of each module it is asked to compile whether it has relaxed SIMD. */
function watched(asked: boolean[], refuses = false): object {
  class Watched extends Module {
    constructor(bytes: Uint8Array) {
      asked.push(isRelaxed(bytes));
      if (refuses && isRelaxed(bytes)) throw new TypeError('simd opcode not available');
      super(bytes);
    }
  }
  return { Memory, Module: Watched, Instance };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** Losses and weights of a few training steps, by a library that is loaded anew. */
async function trained(kernels: 'auto' | 'relaxed'): Promise<{
  readonly losses: readonly number[];
  readonly weights: readonly number[];
}> {
  vi.resetModules();
  const here = await import('unrolled');
  const model = here.sequential(
    [
      here.input({ shape: [null], dtype: 'int32' }),
      here.embedding({ inputDim: 23, outputDim: 12 }),
      here.lstm({ units: 33, returnSequences: true }),
      here.simpleRnn({ units: 21, returnSequences: true }),
      here.dense({ units: 23 }),
    ],
    { seed: 3, kernels },
  );
  model.compile({
    optimizer: here.adam({ learningRate: 0.02, globalClipNorm: 1 }),
    loss: 'sparseCategoricalCrossentropy',
  });
  const random = here.randomStream('relaxed');
  const row = () => Array.from({ length: 13 }, () => random.integer(23));
  const rows = Array.from({ length: 7 }, row);
  const losses = Array.from({ length: 12 }, () => model.trainOnBatch(rows, rows).loss);
  return { losses, weights: weightsOf(model) };
}

describe("kernels: 'relaxed'", () => {
  test.runIf(supported)('trains as well as auto does, with another module', async () => {
    const asked: boolean[] = [];
    vi.stubGlobal('WebAssembly', watched(asked));
    const [auto, free] = [await trained('auto'), await trained('relaxed')];
    // the last for the orthogonal matrix, which every choice of kernels computes in the same bits
    expect(asked).toEqual([false, true, false]);
    expect(auto.losses[11]!).toBeLessThan(0.8 * auto.losses[0]!);
    for (const [step, loss] of auto.losses.entries()) {
      expect(Math.abs(free.losses[step]! - loss)).toBeLessThan(1e-3 * loss);
    }
  });

  test('has the bits of auto where the engine has no relaxed SIMD', async () => {
    const asked: boolean[] = [];
    vi.stubGlobal('WebAssembly', watched(asked, true));
    const [auto, refused] = [await trained('auto'), await trained('relaxed')];
    expect(asked).toEqual([false, true, false]);
    expectBits(refused.losses, auto.losses, 'the loss');
    expectBits(refused.weights, auto.weights, 'the weights');
  });
});
