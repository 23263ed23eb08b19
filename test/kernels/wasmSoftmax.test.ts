import { log } from '../../src/elementary/index.ts';
import { referenceKernels } from '../../src/kernels/index.ts';
import { expectBits } from './framed.ts';
import { type Kernel, testBits } from './stage.ts';

const k = referenceKernels('float32');

function softmax(inPlace: boolean): Kernel {
  return (stage, M, N) => {
    const x = stage.matrix(M, N);
    const y = inPlace ? x : stage.matrix(M, N);
    return {
      reference: (a) => k.softmax(M, N, a, x.offset, x.stride, a, y.offset, y.stride),
      fast: (raw) => raw.softmax(M, N, x.at, x.step, y.at, y.step),
    };
  };
}

function logPartition(inPlace: boolean): Kernel {
  return (stage, M, N) => {
    const x = stage.matrix(M, N);
    const y = inPlace ? x : stage.matrix(M, N);
    const shift = stage.doubles(M);
    const sum = stage.doubles(M);
    const x32 = [x.offset, x.stride] as const;
    return {
      reference: (a) => {
        k.logPartition(M, N, a, ...x32, a, y.offset, y.stride, shift.array, sum.array);
      },
      fast: (raw) => raw.logPartition(M, N, x.at, x.step, y.at, y.step, shift.at, sum.at),
      compare: () => {
        expectBits(shift.fast, shift.array);
        expectBits(sum.fast.map(log), sum.array);
      },
    };
  };
}

function softmaxBackward(inPlace: boolean): Kernel {
  return (stage, M, N) => {
    const [y, dy] = [stage.matrix(M, N), stage.matrix(M, N)];
    const dx = inPlace ? dy : stage.matrix(M, N);
    return {
      reference: (a) =>
        k.softmaxBackward(
          ...([M, N, a, y.offset, y.stride, a, dy.offset, dy.stride] as const),
          ...([a, dx.offset, dx.stride] as const),
        ),
      fast: (raw) => raw.softmaxBackward(M, N, y.at, y.step, dy.at, dy.step, dx.at, dx.step),
    };
  };
}

function crossEntropyBackward(inPlace: boolean): Kernel {
  return (stage, M, N) => {
    const p = stage.dense(M, N);
    const dx = inPlace ? p : stage.dense(M, N);
    const ids = stage.ids(M, Math.max(N, 1));
    const counts = stage.bytes(M, N === 0 ? 1 : 256); // without classes no step counts
    const factors = stage.doubles(M);
    return {
      reference: (a) =>
        k.crossEntropyBackward(
          ...([M, N, a, p.offset, ids.array, 0, counts.array, factors.array] as const),
          ...([a, dx.offset] as const),
        ),
      fast: (raw) => raw.crossEntropyBackward(M, N, p.at, ids.at, counts.at, factors.at, dx.at),
    };
  };
}

testBits([
  ['softmax', softmax(false)],
  ['softmax in place', softmax(true)],
  ['logPartition', logPartition(false)],
  ['logPartition in place', logPartition(true)],
  ['softmaxBackward', softmaxBackward(false)],
  ['softmaxBackward in place', softmaxBackward(true)],
  ['crossEntropyBackward', crossEntropyBackward(false)],
  ['crossEntropyBackward in place', crossEntropyBackward(true)],
]);
