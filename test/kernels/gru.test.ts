import fc from 'fast-check';
import { describe, test } from 'vitest';
import { referenceKernels } from '../../src/kernels/index.ts';
import { randomStream } from '../../src/tensor/index.ts';
import { expectBits, type Framed, framed, precisions } from './framed.ts';

const sizes = fc.tuple(fc.nat(6), fc.nat(17), fc.nat());

describe.each(precisions)('in $dtype', ({ dtype, round }) => {
  const k = referenceKernels(dtype);

  /** Everything a GRU step touches: gates and nh with their gradients, two states. */
  function step(M: number, U: number, seed: number) {
    const random = randomStream(seed);
    const [gates, dGates] = [framed(dtype, random, M, 3 * U), framed(dtype, random, M, 3 * U)];
    const [nh, dNh] = [framed(dtype, random, M, U), framed(dtype, random, M, U)];
    const [was, h] = [framed(dtype, random, M, U, 0), framed(dtype, random, M, U, 0)];
    const gate = (of: Framed, which: 'z' | 'r' | 'n', m: number, u: number) =>
      of.at(m, 'zrn'.indexOf(which) * U + u);
    return { gates, dGates, nh, dNh, was, h, gate };
  }

  function eachElement(M: number, U: number, visit: (m: number, u: number) => void): void {
    for (let m = 0; m < M; m++) for (let u = 0; u < U; u++) visit(m, u);
  }

  test('gruCandidate adds r·nh to n, and leaves z and r alone', () => {
    fc.assert(
      fc.property(sizes, ([M, U, seed]) => {
        const { gates, nh, gate } = step(M, U, seed);
        const expected = gates.data.slice();
        eachElement(M, U, (m, u) => {
          const part = round(gates.data[gate(gates, 'r', m, u)]! * nh.data[nh.at(m, u)]!);
          const n = gate(gates, 'n', m, u);
          expected[n] = round(gates.data[n]! + part);
        });
        const { data, offset, stride } = gates;
        k.gruCandidate(M, U, data, offset, stride, nh.data, nh.offset, nh.stride);
        expectBits(gates.data, expected);
      }),
      { seed: 17, numRuns: 40 },
    );
  });

  test('gruOutput is h = z·h₋ + (1 − z)·n with a rounding for each operation, h over h₋ too', () => {
    fc.assert(
      fc.property(sizes, ([M, U, seed]) => {
        const { gates, was, h, gate } = step(M, U, seed);
        const expected = h.data.slice();
        const expectedInPlace = was.data.slice();
        eachElement(M, U, (m, u) => {
          const z = gates.data[gate(gates, 'z', m, u)]!;
          const n = gates.data[gate(gates, 'n', m, u)]!;
          const kept = round(z * was.data[was.at(m, u)]!);
          const now = round(kept + round(round(1 - z) * n));
          expected[h.at(m, u)] = now;
          expectedInPlace[was.at(m, u)] = now;
        });
        const from = [M, U, gates.data, gates.offset, gates.stride, was.data, was.offset] as const;
        k.gruOutput(...from, h.data, h.offset);
        expectBits(h.data, expected);
        k.gruOutput(...from, was.data, was.offset);
        expectBits(was.data, expectedInPlace);
      }),
      { seed: 18, numRuns: 40 },
    );
  });

  test('gruOutputBackward is dz = dh·(h₋ − n), dn = dh·(1 − z), dh₋ = dh·z, over the gates too', () => {
    fc.assert(
      fc.property(sizes, ([M, U, seed]) => {
        const { gates, dGates, was, h: dh, gate } = step(M, U, seed);
        const expected = dGates.data.slice();
        const expectedInPlace = gates.data.slice();
        const expectedDh = dh.data.slice();
        eachElement(M, U, (m, u) => {
          const d = dh.data[dh.at(m, u)]!;
          const z = gates.data[gate(gates, 'z', m, u)]!;
          const n = gates.data[gate(gates, 'n', m, u)]!;
          for (const [to, of] of [[expected, dGates] as const, [expectedInPlace, gates] as const]) {
            to[gate(of, 'z', m, u)] = round(d * round(was.data[was.at(m, u)]! - n));
            to[gate(of, 'n', m, u)] = round(d * round(1 - z));
          }
          expectedDh[dh.at(m, u)] = round(d * z);
        });
        const from = [M, U, gates.data, gates.offset, gates.stride, was.data, was.offset] as const;
        const dhBefore = dh.data.slice();
        k.gruOutputBackward(
          ...([...from, dh.data, dh.offset] as const),
          ...([dGates.data, dGates.offset, dGates.stride] as const),
        );
        expectBits(dGates.data, expected);
        expectBits(dh.data, expectedDh);
        k.gruOutputBackward(
          ...([...from, dhBefore, dh.offset] as const),
          ...([gates.data, gates.offset, gates.stride] as const),
        );
        expectBits(gates.data, expectedInPlace);
      }),
      { seed: 19, numRuns: 40 },
    );
  });

  test('gruCandidateBackward is dr = dn·nh, dnh = dn·r, over the gates and nh too', () => {
    fc.assert(
      fc.property(sizes, ([M, U, seed]) => {
        const { gates, dGates, nh, dNh, gate } = step(M, U, seed);
        const expected = dGates.data.slice();
        const expectedDNh = dNh.data.slice();
        const expectedInPlace = gates.data.slice();
        const expectedOverNh = nh.data.slice();
        eachElement(M, U, (m, u) => {
          const r = gates.data[gate(gates, 'r', m, u)]!;
          const of = nh.data[nh.at(m, u)]!;
          const d = dGates.data[gate(dGates, 'n', m, u)]!;
          expected[gate(dGates, 'r', m, u)] = round(d * of);
          expectedDNh[dNh.at(m, u)] = round(d * r);
          const dOver = gates.data[gate(gates, 'n', m, u)]!;
          expectedInPlace[gate(gates, 'r', m, u)] = round(dOver * of);
          expectedOverNh[nh.at(m, u)] = round(dOver * r);
        });
        const of = [M, U, gates.data, gates.offset, gates.stride] as const;
        const from = [...of, nh.data, nh.offset, nh.stride] as const;
        k.gruCandidateBackward(
          ...([...from, dGates.data, dGates.offset, dGates.stride] as const),
          ...([dNh.data, dNh.offset, dNh.stride] as const),
        );
        expectBits(dGates.data, expected);
        expectBits(dNh.data, expectedDNh);
        k.gruCandidateBackward(
          ...([...from, gates.data, gates.offset, gates.stride] as const),
          ...([nh.data, nh.offset, nh.stride] as const),
        );
        expectBits(gates.data, expectedInPlace);
        expectBits(nh.data, expectedOverNh);
      }),
      { seed: 20, numRuns: 40 },
    );
  });
});
