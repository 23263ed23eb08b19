import { decodeBase64 } from '../../src/kernels/wasm/decodeBase64.ts';
import { MODULE } from '../../src/kernels/wasm/module.ts';

type Name =
  | ('activate' | 'activateBackward')
  | ('lstmState' | 'lstmOutput' | 'lstmOutputBackward' | 'lstmStateBackward')
  | ('addRow' | 'fillRows' | 'sumRows' | 'swapRows' | 'gatherRows' | 'scatterAddRows')
  | ('gruCandidate' | 'gruCandidateBackward' | 'gruOutput' | 'gruOutputBackward')
  | ('softmax' | 'softmaxBackward' | 'logPartition' | 'crossEntropyBackward')
  | ('squaredError' | 'squaredErrorBackward')
  | ('layerNorm' | 'layerNormBackward')
  | ('add' | 'multiply' | 'scale' | 'clamp' | 'moveAverage' | 'sumOfSquares')
  | ('sgd' | 'sgdMomentum' | 'rmsprop' | 'adam')
  | ('adagrad' | 'adadelta' | 'adamax' | 'nadam' | 'lion');

/** What the module exports: functions of addresses and strides in bytes, counts and scalars. */
export type RawKernels = Readonly<Record<Name, (...numbers: readonly number[]) => number>>;

declare const WebAssembly: {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { env: { memory: object } },
  ) => { readonly exports: RawKernels };
};

/** The memory that `rawKernels` work on. */
export const rawMemory = new WebAssembly.Memory({ initial: 64 });

const module = new WebAssembly.Module(decodeBase64(MODULE));

/** The exports of src/kernels/wasm/assembly, without any binding. */
export const rawKernels = new WebAssembly.Instance(module, { env: { memory: rawMemory } }).exports;
