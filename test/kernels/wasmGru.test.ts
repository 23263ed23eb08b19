import { referenceKernels } from '../../src/kernels/index.ts';
import { type Kernel, testBits } from './stage.ts';

const k = referenceKernels('float32');

const candidate: Kernel = (stage, M, U) => {
  const [gates, nh] = [stage.matrix(M, 3 * U), stage.matrix(M, U)];
  return {
    reference: (a) => k.gruCandidate(M, U, a, gates.offset, gates.stride, a, nh.offset, nh.stride),
    fast: (raw) => raw.gruCandidate(M, U, gates.at, gates.step, nh.at, nh.step),
  };
};

function output(inPlace: boolean): Kernel {
  return (stage, M, U) => {
    const gates = stage.matrix(M, 3 * U);
    const was = stage.dense(M, U);
    const h = inPlace ? was : stage.dense(M, U);
    return {
      reference: (a) =>
        k.gruOutput(M, U, a, gates.offset, gates.stride, a, was.offset, a, h.offset),
      fast: (raw) => raw.gruOutput(M, U, gates.at, gates.step, was.at, h.at),
    };
  };
}

function outputBackward(inPlace: boolean): Kernel {
  return (stage, M, U) => {
    const gates = stage.matrix(M, 3 * U);
    const dGates = inPlace ? gates : stage.matrix(M, 3 * U);
    const [was, dh] = [stage.dense(M, U), stage.dense(M, U)];
    return {
      reference: (a) =>
        k.gruOutputBackward(
          ...([M, U, a, gates.offset, gates.stride, a, was.offset, a, dh.offset] as const),
          ...([a, dGates.offset, dGates.stride] as const),
        ),
      fast: (raw) =>
        raw.gruOutputBackward(
          ...[M, U, gates.at, gates.step, was.at, dh.at, dGates.at, dGates.step],
        ),
    };
  };
}

function candidateBackward(inPlace: boolean): Kernel {
  return (stage, M, U) => {
    const gates = stage.matrix(M, 3 * U);
    const dGates = inPlace ? gates : stage.matrix(M, 3 * U);
    const nh = stage.matrix(M, U);
    const dNh = inPlace ? nh : stage.matrix(M, U);
    return {
      reference: (a) =>
        k.gruCandidateBackward(
          ...([M, U, a, gates.offset, gates.stride, a, nh.offset, nh.stride] as const),
          ...([a, dGates.offset, dGates.stride, a, dNh.offset, dNh.stride] as const),
        ),
      fast: (raw) =>
        raw.gruCandidateBackward(
          ...[M, U, gates.at, gates.step, nh.at, nh.step, dGates.at, dGates.step],
          ...[dNh.at, dNh.step],
        ),
    };
  };
}

testBits([
  ['gruCandidate', candidate],
  ['gruOutput', output(false)],
  ['gruOutput in place', output(true)],
  ['gruOutputBackward', outputBackward(false)],
  ['gruOutputBackward in place', outputBackward(true)],
  ['gruCandidateBackward', candidateBackward(false)],
  ['gruCandidateBackward in place', candidateBackward(true)],
]);
