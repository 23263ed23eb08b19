import { referenceKernels } from '../../src/kernels/index.ts';
import { expectBits } from './framed.ts';
import { type Kernel, testBits } from './stage.ts';

const k = referenceKernels('float32');

const squaredError: Kernel = (stage, M, N) => {
  const [y, t] = [stage.dense(M, N), stage.dense(M, N)];
  const counts = stage.bytes(M, 256);
  const losses = stage.doubles(M);
  return {
    reference: (a) => k.squaredError(M, N, a, y.offset, a, t.offset, counts.array, losses.array),
    fast: (raw) => raw.squaredError(M, N, y.at, t.at, counts.at, losses.at),
    compare: () => expectBits(losses.fast, losses.array),
  };
};

const squaredErrorBackward: Kernel = (stage, M, N) => {
  const [y, t, dy] = [stage.dense(M, N), stage.dense(M, N), stage.dense(M, N)];
  const counts = stage.bytes(M, 256);
  const factors = stage.doubles(M);
  return {
    reference: (a) =>
      k.squaredErrorBackward(
        ...([M, N, a, y.offset, a, t.offset, counts.array, factors.array] as const),
        ...([a, dy.offset] as const),
      ),
    fast: (raw) => raw.squaredErrorBackward(M, N, y.at, t.at, counts.at, factors.at, dy.at),
  };
};

testBits([
  ['squaredError', squaredError],
  ['squaredErrorBackward', squaredErrorBackward],
]);
