import { randomStream, type Tensor } from '../../src/tensor/index.ts';
import { expectClose } from '../math/closeness.ts';
import { drawTensor, maskOf } from '../math/draw.ts';
import { biasShape } from '../math/pairs/gru.ts';
import { zerosLike } from '../math/subject.ts';
import type { LossPlace } from './lossLaws.ts';
import { range } from './steps.ts';
import { type Scalar, Tape } from './tape.ts';

const [B, T, I, U] = [2, 4, 2, 3];

/** The named columns of a matrix `[…, N]`, one list for each column. */
function columnsOf(matrix: readonly Scalar[], N: number, from: number, to: number): Scalar[][] {
  return range(from, to).map((j) => matrix.filter((_, at) => at % N === j));
}

function values(scalars: readonly Scalar[]): number[] {
  return scalars.map(({ value }) => value);
}

function gradients(scalars: readonly Scalar[]): number[] {
  return scalars.map(({ gradient }) => gradient);
}

/** x_t of row b. */
function step(x: readonly Scalar[], b: number, t: number): Scalar[] {
  return x.slice((b * T + t) * I, (b * T + t + 1) * I);
}

/** Throws unless `simpleRnn` and a tape agree on outputs and gradients to 1e-12. */
export function expectSimpleRnnOfTape({ math, compute }: LossPlace): void {
  const random = randomStream(0, 'tape');
  const weights = {
    kernel: drawTensor<2>([I, U], random),
    recurrentKernel: drawTensor<2>([U, U], random),
    bias: drawTensor<1>([U], random),
  };
  const x = drawTensor<3>([B, T, I], random);
  const h0 = drawTensor<2>([B, U], random);
  const mask = maskOf('interior', B, T);
  const dy = drawTensor<3>([B, T, U], random);

  const tape = new Tape();
  const [W, R, bias] = [weights.kernel, weights.recurrentKernel, weights.bias].map(({ data }) =>
    tape.leaves(data),
  );
  const [xs, start] = [x, h0].map(({ data }) => tape.leaves(data));
  if (!W || !R || !bias || !xs || !start) throw new Error('the tape has no leaves');
  const y: Scalar[] = [];
  for (const b of range(0, B)) {
    let h = start.slice(b * U, (b + 1) * U);
    for (const t of range(0, T)) {
      if (mask?.data[b * T + t] === 1) {
        const before = h;
        h = range(0, U).map((u) => {
          const [fromInput = [], fromState = []] = [
            columnsOf(W, U, u, u + 1)[0],
            columnsOf(R, U, u, u + 1)[0],
          ];
          const z = tape.sum(
            tape.dot(step(xs, b, t), fromInput),
            tape.dot(before, fromState),
            bias[u]!,
          );
          return tape.tanh(z);
        });
      }
      y.push(...h);
    }
  }
  tape.backward(y, dy.data);

  const { outputs, cache } = math.simpleRnnForward(weights, { x, h0, mask }, {}, compute);
  const grads = zerosLike(weights);
  const back = math.simpleRnnBackward(weights, grads, cache, { y: dy }, compute);
  expectClose(outputs.y?.data, values(y), 'y');
  expectAll([
    ['kernel', grads.kernel, W],
    ['recurrentKernel', grads.recurrentKernel, R],
    ['bias', grads.bias, bias],
    ['x', back.x, xs],
    ['h0', back.h0, start],
  ]);
}

/** Throws unless `lstm` and a tape agree on outputs and gradients to 1e-12. */
export function expectLstmOfTape({ math, compute }: LossPlace): void {
  const random = randomStream(1, 'tape');
  const weights = {
    kernel: drawTensor<2>([I, 4 * U], random),
    recurrentKernel: drawTensor<2>([U, 4 * U], random),
    bias: drawTensor<1>([4 * U], random),
  };
  const x = drawTensor<3>([B, T, I], random);
  const [h0, c0] = [drawTensor<2>([B, U], random), drawTensor<2>([B, U], random)];
  const mask = maskOf('interior', B, T);
  const dy = drawTensor<3>([B, T, U], random);
  const dc = drawTensor<2>([B, U], random);

  const tape = new Tape();
  const [W, R, bias] = [weights.kernel, weights.recurrentKernel, weights.bias].map(({ data }) =>
    tape.leaves(data),
  );
  const [xs, hStart, cStart] = [x, h0, c0].map(({ data }) => tape.leaves(data));
  if (!W || !R || !bias || !xs || !hStart || !cStart) throw new Error('the tape has no leaves');
  const y: Scalar[] = [];
  const cLast: Scalar[] = [];
  for (const b of range(0, B)) {
    let h = hStart.slice(b * U, (b + 1) * U);
    let c = cStart.slice(b * U, (b + 1) * U);
    for (const t of range(0, T)) {
      if (mask?.data[b * T + t] === 1) {
        // Keras' order of the gates: input, forget, candidate, output
        const [inputGate = [], forgetGate = [], candidate = [], outputGate = []] = [0, 1, 2, 3].map(
          (gate) => {
            const [from, to] = [gate * U, (gate + 1) * U];
            const fromState = columnsOf(R, 4 * U, from, to);
            return columnsOf(W, 4 * U, from, to).map((fromInput, u) =>
              tape.sum(
                tape.dot(step(xs, b, t), fromInput),
                tape.dot(h, fromState[u]!),
                bias[from + u]!,
              ),
            );
          },
        );
        c = c.map((was, u) =>
          tape.sum(
            tape.product(tape.sigmoid(forgetGate[u]!), was),
            tape.product(tape.sigmoid(inputGate[u]!), tape.tanh(candidate[u]!)),
          ),
        );
        h = c.map((now, u) => tape.product(tape.sigmoid(outputGate[u]!), tape.tanh(now)));
      }
      y.push(...h);
    }
    cLast.push(...c);
  }
  tape.backward([...y, ...cLast], [...dy.data, ...dc.data]);

  const { outputs, cache } = math.lstmForward(weights, { x, h0, c0, mask }, {}, compute);
  const grads = zerosLike(weights);
  const back = math.lstmBackward(weights, grads, cache, { y: dy, c: dc }, compute);
  expectClose(outputs.y?.data, values(y), 'y');
  expectClose(outputs.c.data, values(cLast), 'c');
  expectAll([
    ['kernel', grads.kernel, W],
    ['recurrentKernel', grads.recurrentKernel, R],
    ['bias', grads.bias, bias],
    ['x', back.x, xs],
    ['h0', back.h0, hStart],
    ['c0', back.c0, cStart],
  ]);
}

/** Throws unless `gru` and a tape agree on outputs and gradients to 1e-12. */
export function expectGruOfTape({ math, compute }: LossPlace, resetAfter: boolean): void {
  const random = randomStream(2, 'tape');
  const weights = {
    kernel: drawTensor<2>([I, 3 * U], random),
    recurrentKernel: drawTensor<2>([U, 3 * U], random),
    bias: drawTensor<1 | 2>(biasShape(U, resetAfter), random),
  };
  const x = drawTensor<3>([B, T, I], random);
  const h0 = drawTensor<2>([B, U], random);
  const mask = maskOf('interior', B, T);
  const dy = drawTensor<3>([B, T, U], random);
  const dh = drawTensor<2>([B, U], random);

  const tape = new Tape();
  const [W, R, bias] = [weights.kernel, weights.recurrentKernel, weights.bias].map(({ data }) =>
    tape.leaves(data),
  );
  const [xs, start] = [x, h0].map(({ data }) => tape.leaves(data));
  if (!W || !R || !bias || !xs || !start) throw new Error('the tape has no leaves');
  /** h·R of a gate, with the bias of the state where there is one. */
  const ofState = (h: readonly Scalar[], gate: number): Scalar[] =>
    columnsOf(R, 3 * U, gate * U, (gate + 1) * U).map((column, u) => {
      const product = tape.dot(h, column);
      return resetAfter ? tape.sum(product, bias[(3 + gate) * U + u]!) : product;
    });
  const y: Scalar[] = [];
  const last: Scalar[] = [];
  for (const b of range(0, B)) {
    let h = start.slice(b * U, (b + 1) * U);
    for (const t of range(0, T)) {
      if (mask?.data[b * T + t] === 1) {
        const before = h;
        // Keras' order of the gates: update, reset, candidate
        const [update = [], reset = [], candidate = []] = [0, 1, 2].map((gate) =>
          columnsOf(W, 3 * U, gate * U, (gate + 1) * U).map((column, u) =>
            tape.sum(tape.dot(step(xs, b, t), column), bias[gate * U + u]!),
          ),
        );
        const gated = (ofInput: readonly Scalar[], gate: number): Scalar[] => {
          const own = ofState(before, gate);
          return ofInput.map((value, u) => tape.sigmoid(tape.sum(value, own[u]!)));
        };
        const [z, r] = [gated(update, 0), gated(reset, 1)];
        const scaled = (by: readonly Scalar[]): Scalar[] =>
          r.map((value, u) => tape.product(value, by[u]!));
        const kept = resetAfter ? scaled(ofState(before, 2)) : ofState(scaled(before), 2);
        const n = candidate.map((value, u) => tape.tanh(tape.sum(value, kept[u]!)));
        h = z.map((keep, u) =>
          tape.sum(tape.product(keep, before[u]!), tape.product(tape.oneMinus(keep), n[u]!)),
        );
      }
      y.push(...h);
    }
    last.push(...h);
  }
  tape.backward([...y, ...last], [...dy.data, ...dh.data]);

  const given = { x, h0, mask };
  const { outputs, cache } = math.gruForward(weights, given, { resetAfter }, compute);
  const grads = zerosLike(weights);
  const back = math.gruBackward(weights, grads, cache, { y: dy, h: dh }, compute);
  expectClose(outputs.y?.data, values(y), 'y');
  expectClose(outputs.h.data, values(last), 'h');
  expectAll([
    ['kernel', grads.kernel, W],
    ['recurrentKernel', grads.recurrentKernel, R],
    ['bias', grads.bias, bias],
    ['x', back.x, xs],
    ['h0', back.h0, start],
  ]);
}

function expectAll(rows: readonly [string, Tensor | undefined, readonly Scalar[]][]): void {
  for (const [name, tensor, scalars] of rows) {
    expectClose(tensor?.data, gradients(scalars), `the gradient of ${name}`);
  }
}
