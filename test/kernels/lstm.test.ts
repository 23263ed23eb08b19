import fc from 'fast-check';
import { describe, test } from 'vitest';
import { referenceKernels } from '../../src/kernels/index.ts';
import { randomStream } from '../../src/tensor/index.ts';
import { expectBits, type Framed, framed, precisions } from './framed.ts';

const sizes = fc.tuple(fc.nat(6), fc.nat(17), fc.nat());

describe.each(precisions)('in $dtype', ({ dtype, round }) => {
  const k = referenceKernels(dtype);

  /** Everything an LSTM step touches: gates and their gradients, two states, two outputs. */
  function step(M: number, U: number, seed: number) {
    const random = randomStream(seed);
    const gates = framed(dtype, random, M, 4 * U);
    const dGates = framed(dtype, random, M, 4 * U);
    const states = Array.from({ length: 3 }, () => framed(dtype, random, M, U, 0));
    const gate = (of: Framed, which: 'i' | 'f' | 'g' | 'o', m: number, u: number) =>
      of.at(m, 'ifgo'.indexOf(which) * U + u);
    return { gates, dGates, a: states[0]!, b: states[1]!, c: states[2]!, gate };
  }

  function eachElement(M: number, U: number, visit: (m: number, u: number) => void): void {
    for (let m = 0; m < M; m++) for (let u = 0; u < U; u++) visit(m, u);
  }

  test('lstmState is c = f·c₋ + i·g with a rounding for each operation, c over c₋ too', () => {
    fc.assert(
      fc.property(sizes, ([M, U, seed]) => {
        const { gates, a: was, c, gate } = step(M, U, seed);
        const expected = c.data.slice();
        const expectedInPlace = was.data.slice();
        eachElement(M, U, (m, u) => {
          const of = (which: 'i' | 'f' | 'g') => gates.data[gate(gates, which, m, u)]!;
          const kept = round(of('f') * was.data[was.at(m, u)]!);
          const now = round(kept + round(of('i') * of('g')));
          expected[c.at(m, u)] = now;
          expectedInPlace[was.at(m, u)] = now;
        });
        const gatesBefore = gates.data.slice();
        const from = [M, U, gates.data, gates.offset, gates.stride, was.data, was.offset] as const;
        k.lstmState(...from, c.data, c.offset);
        expectBits(c.data, expected);
        k.lstmState(...from, was.data, was.offset);
        expectBits(was.data, expectedInPlace);
        expectBits(gates.data, gatesBefore);
      }),
      { seed: 13, numRuns: 40 },
    );
  });

  test('lstmOutput is h = o·a, h over a too', () => {
    fc.assert(
      fc.property(sizes, ([M, U, seed]) => {
        const { gates, a, b: h, gate } = step(M, U, seed);
        const expected = h.data.slice();
        const expectedInPlace = a.data.slice();
        eachElement(M, U, (m, u) => {
          const now = round(gates.data[gate(gates, 'o', m, u)]! * a.data[a.at(m, u)]!);
          expected[h.at(m, u)] = now;
          expectedInPlace[a.at(m, u)] = now;
        });
        const from = [M, U, gates.data, gates.offset, gates.stride, a.data, a.offset] as const;
        k.lstmOutput(...from, h.data, h.offset);
        expectBits(h.data, expected);
        k.lstmOutput(...from, a.data, a.offset);
        expectBits(a.data, expectedInPlace);
      }),
      { seed: 14, numRuns: 40 },
    );
  });

  test('lstmOutputBackward is do = dh·a, da = dh·o, and leaves the other three quarters alone', () => {
    fc.assert(
      fc.property(sizes, ([M, U, seed]) => {
        const { gates, dGates, a, b: dh, c: da, gate } = step(M, U, seed);
        const dOut = dGates.data.slice();
        const dA = da.data.slice();
        const dOutInPlace = gates.data.slice();
        const dAInPlace = dh.data.slice();
        eachElement(M, U, (m, u) => {
          const d = dh.data[dh.at(m, u)]!;
          const o = gates.data[gate(gates, 'o', m, u)]!;
          const dO = round(d * a.data[a.at(m, u)]!);
          dOut[gate(dGates, 'o', m, u)] = dO;
          dOutInPlace[gate(gates, 'o', m, u)] = dO;
          dA[da.at(m, u)] = round(d * o);
          dAInPlace[dh.at(m, u)] = round(d * o);
        });
        const read = [
          ...([M, U, gates.data, gates.offset, gates.stride] as const),
          ...([a.data, a.offset, dh.data, dh.offset] as const),
        ] as const;
        k.lstmOutputBackward(
          ...read,
          ...([dGates.data, dGates.offset, dGates.stride, da.data, da.offset] as const),
        );
        expectBits(dGates.data, dOut);
        expectBits(da.data, dA);
        k.lstmOutputBackward(
          ...read,
          ...([gates.data, gates.offset, gates.stride, dh.data, dh.offset] as const),
        );
        expectBits(gates.data, dOutInPlace);
        expectBits(dh.data, dAInPlace);
      }),
      { seed: 15, numRuns: 40 },
    );
  });

  test('lstmStateBackward is di = dc·g, df = dc·c₋, dg = dc·i, dc·f, and leaves do alone', () => {
    fc.assert(
      fc.property(sizes, ([M, U, seed]) => {
        const { gates, dGates, a: was, b: dc, gate } = step(M, U, seed);
        const dExpected = dGates.data.slice();
        const inPlace = gates.data.slice();
        const dWas = dc.data.slice();
        eachElement(M, U, (m, u) => {
          const d = dc.data[dc.at(m, u)]!;
          const of = (which: 'i' | 'f' | 'g') => gates.data[gate(gates, which, m, u)]!;
          const gradients = { i: d * of('g'), f: d * was.data[was.at(m, u)]!, g: d * of('i') };
          for (const which of ['i', 'f', 'g'] as const) {
            dExpected[gate(dGates, which, m, u)] = round(gradients[which]);
            inPlace[gate(gates, which, m, u)] = round(gradients[which]);
          }
          dWas[dc.at(m, u)] = round(d * of('f'));
        });
        const read = [
          ...([M, U, gates.data, gates.offset, gates.stride] as const),
          ...([was.data, was.offset] as const),
        ] as const;
        const dcAgain = dc.data.slice();
        k.lstmStateBackward(
          ...read,
          ...([dc.data, dc.offset, dGates.data, dGates.offset, dGates.stride] as const),
        );
        expectBits(dGates.data, dExpected);
        expectBits(dc.data, dWas);
        k.lstmStateBackward(
          ...read,
          ...([dcAgain, dc.offset, gates.data, gates.offset, gates.stride] as const),
        );
        expectBits(gates.data, inPlace);
        expectBits(dcAgain, dWas);
      }),
      { seed: 16, numRuns: 40 },
    );
  });
});
