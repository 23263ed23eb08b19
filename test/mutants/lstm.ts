// Longer than others: all mistakes in the LSTM, one form of entry throughout.
import { INPUT_BIAS, INPUT_DB, INPUT_PRODUCT } from './inputProduct.ts';
import { type Mutant, mutant } from './mutant.ts';
import { dropsMaskedGradients, givesZeroAtMaskedSteps } from './recurrent.ts';

const FILE = 'math/lstm.ts';
const KERNELS = 'kernels/reference/lstm.ts';

const STATE = 'k.lstmState(M, U, gates.data, z, S, cs.data, was, cs.data, now);';
const STATE_BACK = 'k.lstmStateBackward(M, U, G, z, S, cs.data, was, dc.data, b, dz.data, z, S);';
const ACTIVATE_IF = 'activate(recurrentActivation, M, 2 * U, z);';
const ACTIVATE_G = 'activate(activation, M, U, z + 2 * U);';
const ACTIVATE_O = 'activate(recurrentActivation, M, U, z + 3 * U);';
const ACTIVATE_C = 'k.activate(activation, M, U, cs.data, now, U, as.data, was, U);';
const UNDO_IF = 'undo(recurrentActivation, M, 2 * U, z);';
const UNDO_G = 'undo(activation, M, U, z + 2 * U);';
const UNDO_O = 'undo(recurrentActivation, M, U, z + 3 * U);';
const CARRY = 'k.matmulFactor(M, dz.data, z, S, Rt, dh.data, b, U);';
const CLEAR = 'dh.data.fill(0, b, b + M * U);';
const THROUGH_C = 'k.add(M * U, da.data, b, dc.data, b);';
const RECUR = 'k.matmulFactor(M, read.data, was, U, R, gates.data, z, S);';
const H0 = 'statesFrom(inputs.h0, [T, B, U], compute)';
const C0 = 'statesFrom(inputs.c0, [T, B, U], compute)';
const DH = 'gradientFrom(d.h, [B, U], compute)';
const DC = 'gradientFrom(d.c, [B, U], compute)';
const DY =
  'k.add(B * U, dys.data, t * B * U, dh.data, 0); //  was: y_t = h_t, in masked rows, too\n';
const DR = 'k.matmulTransposedA(U, S, T * B, read.data, 0, U, dz.data, 0, S, dR, 0, S);';
const RESULT = 'return { x, table, h0: dh, c0: dc };';
const AFTER_THE_LOOP = '  // was: z += h₋·R, for all steps at once\n';

const REORDER = `
function reorder(data: Tensor['data'], at: number, M: number, U: number, from: number[]): void {
  for (let m = 0; m < M; m++) {
    const row = data.slice(at + m * 4 * U, at + (m + 1) * 4 * U);
    for (let j = 0; j < 4 * U; j++) {
      data[at + m * 4 * U + j] = row[from[Math.floor(j / U)]! * U + (j % U)]!;
    }
  }
}
`;

/** The gates in every order but the right one: forward and backward agree, so only values tell. */
const gateOrders: readonly Mutant[] = permutations([0, 1, 2, 3])
  .filter((order) => order.some((gate, place) => gate !== place))
  .map((order) => {
    const names = order.map((gate) => ['i', 'f', 'c', 'o'][gate]);
    const placeOf = order.map((_, gate) => order.indexOf(gate));
    const forward = `reorder(gates.data, z, M, U, [${placeOf.join()}]);`;
    const backward = `reorder(dz.data, z, M, U, [${order.join()}]);`;
    return {
      why: `the gates in the order ${names.join(', ')}`,
      edits: [
        { file: FILE, find: ACTIVATE_IF, replace: `${forward} ${ACTIVATE_IF}` },
        { file: FILE, find: CLEAR, replace: `${CLEAR} ${backward}` },
        {
          file: FILE,
          find: 'function checkLstm(',
          replace: `${REORDER}function checkLstm(`,
        },
      ],
    };
  });

const biases: readonly Mutant[] = [
  mutant(
    'the biases of i and f are swapped on the way forward',
    INPUT_PRODUCT,
    INPUT_BIAS,
    swapped('f, i'),
  ),
  ...(['f, i', 'g, o', 'i, g'] as const).map((swap) => ({
    why: `the biases of ${swap} are swapped both ways`,
    edits: [
      { file: INPUT_PRODUCT, find: INPUT_BIAS, replace: swapped(swap) },
      { file: INPUT_PRODUCT, find: INPUT_DB, replace: swappedBack(swap) },
    ],
  })),
];

type Swap = 'f, i' | 'g, o' | 'i, g';

/** Where the bias of each gate i, f, g, o then stands. */
function placesOf(swap: Swap): readonly number[] {
  const places = { 'f, i': [1, 0, 2, 3], 'g, o': [0, 1, 3, 2], 'i, g': [2, 1, 0, 3] };
  return places[swap];
}

function swapped(swap: Swap): string {
  const calls = placesOf(swap).map(
    (place, gate) =>
      `k.fillRows(rows, N / 4, bias.data, (${place} * N) / 4, z, zAt + (${gate} * N) / 4, N);`,
  );
  return `if (bias === undefined) z.fill(0, zAt, zAt + rows * N); else { ${calls.join(' ')} }`;
}

function swappedBack(swap: Swap): string {
  const calls = placesOf(swap).map(
    (place, gate) =>
      `k.sumRows(M, N / 4, d, (${gate} * N) / 4, N, grads.bias.data, (${place} * N) / 4);`,
  );
  return `if (grads.bias) { ${calls.join(' ')} }`;
}

const forward: readonly Mutant[] = [
  mutant('the recurrence reads nothing', FILE, RECUR, ''),
  mutant('the recurrence reads the cell state', FILE, RECUR, RECUR.replace('read', 'cs')),
  mutant('the initial output is forgotten', FILE, H0, H0.replace('inputs.h0', 'undefined')),
  mutant('the initial cell state is forgotten', FILE, C0, C0.replace('inputs.c0', 'undefined')),
  mutant(
    'the initial states are exchanged',
    FILE,
    C0,
    C0.replace('inputs.c0', 'inputs.h0 ?? inputs.c0'),
  ),
  mutant(
    'the last step is left out',
    FILE,
    'for (let t = 0; t < T; t++) {',
    'for (let t = 0; t < T - 1; t++) {',
  ),
  mutant('h in place of c', FILE, STATE, STATE.replace('cs.data, was', 'hs.data, was')),
  mutant('no cell state at all', FILE, STATE, `cs.data.fill(0, was, was + M * U); ${STATE}`),
  mutant(
    'c goes out without activation',
    FILE,
    ACTIVATE_C,
    ACTIVATE_C.replace('activation', "'linear'"),
  ),
  mutant('the cell state before goes out', FILE, ACTIVATE_C, ACTIVATE_C.replace('now', 'was')),
  mutant(
    'the candidate has the activation of the gates',
    FILE,
    ACTIVATE_G,
    ACTIVATE_G.replace('activation', 'recurrentActivation'),
  ),
  mutant(
    'the output gate has the activation of the candidate',
    FILE,
    ACTIVATE_O,
    ACTIVATE_O.replace('recurrentActivation', 'activation'),
  ),
  mutant(
    'the mask is not looked at',
    FILE,
    'stepsOf(inputs.mask, B, T)',
    'stepsOf(undefined, B, T)',
  ),
  mutant(
    'the mask is skipped on c',
    FILE,
    'copyRow(cs.data, t * B * U, cs.data, (t + 1) * B * U, B * U);',
    '',
  ),
  mutant(
    'the mask is skipped on h',
    FILE,
    'copyRow(hs.data, t * B * U, hs.data, (t + 1) * B * U, B * U);',
    '',
  ),
  mutant(
    'the states that come out are exchanged',
    FILE,
    'h: finalState(hs, compute), c: finalState(cs, compute)',
    'h: finalState(cs, compute), c: finalState(hs, compute)',
  ),
  givesZeroAtMaskedSteps(FILE),
  mutant(
    'before its first step a row gives 0',
    FILE,
    'const y = sequences ? outputsOf(hs, compute) : undefined;',
    `const y = sequences ? outputsOf(hs, compute) : undefined;
    for (let b = 0; b < B; b++) {
      for (let t = 0; t < T && inputs.mask?.data[b * T + t] === 0; t++) {
        y?.data.fill(0, (b * T + t) * U, (b * T + t + 1) * U);
      }
    }`,
  ),
];

const backward: readonly Mutant[] = [
  dropsMaskedGradients(FILE),
  mutant(
    'the gradient of outputs before the first step is dropped',
    FILE,
    'if (dys) k.add(',
    'if (dys && steps.stretches.slice(0, t + 1).some((s) => s.length > 0)) k.add(',
  ),
  mutant(
    'the path through c is dropped',
    FILE,
    THROUGH_C,
    'copyRow(da.data, b, dc.data, b, M * U);',
  ),
  mutant('the path from h to c is dropped', FILE, THROUGH_C, ''),
  mutant(
    'dc is lost at masked steps',
    FILE,
    DY,
    `${DY}    if (!allRun(steps, t)) dc.data.fill(0);\n`,
  ),
  mutant('dh is lost at masked steps', FILE, CLEAR, 'dh.data.fill(0);'),
  mutant(
    'the mask is skipped on the way back',
    FILE,
    `${DY}    const stretches = steps.stretches[t]!;`,
    `${DY}    const stretches = B === 0 ? [] : [0, B];`,
  ),
  mutant('no carry through h', FILE, CARRY, ''),
  mutant('the carry stops one step early', FILE, CARRY, `if (t > 1) ${CARRY}`),
  mutant('the initial output gets no gradient', FILE, CARRY, `if (t > 0) ${CARRY}`),
  mutant(
    'R is not transposed',
    FILE,
    CARRY,
    'k.matmul(M, U, S, dz.data, z, S, weights.recurrentKernel.data, 0, U, dh.data, b, U);',
  ),
  mutant('dh is not cleared before the carry', FILE, CLEAR, ''),
  mutant(
    'the way back stops before the first step',
    FILE,
    'for (let t = T - 1; t >= 0; t--) {',
    'for (let t = T - 1; t > 0; t--) {',
  ),
  mutant(
    'the way back begins one step early',
    FILE,
    'for (let t = T - 1; t >= 0; t--) {',
    'for (let t = T - 2; t >= 0; t--) {',
  ),
  mutant(
    'df reads the cell state after',
    FILE,
    STATE_BACK,
    STATE_BACK.replace('cs.data, was', 'cs.data, was + B * U'),
  ),
  mutant('df reads h', FILE, STATE_BACK, STATE_BACK.replace('cs.data, was', 'hs.data, was')),
  mutant('the slopes of i and f are left out', FILE, UNDO_IF, ''),
  mutant('the slope of f is left out', FILE, UNDO_IF, UNDO_IF.replace('2 * U', 'U')),
  mutant('the slope of g is left out', FILE, UNDO_G, ''),
  mutant(
    'the slope of g is that of the gates',
    FILE,
    UNDO_G,
    UNDO_G.replace('activation', 'recurrentActivation'),
  ),
  mutant('the slope of o is left out', FILE, UNDO_O, ''),
  mutant(
    'the slope of o is that of g',
    FILE,
    UNDO_O,
    UNDO_O.replace('recurrentActivation', 'activation'),
  ),
  mutant(
    'the slope of the cell state is left out',
    FILE,
    'k.activateBackward(activation, M, U, as.data, was, U, da.data, b, U, da.data, b, U);',
    '',
  ),
  mutant(
    'the slope of the cell state is that of c, not of its activation',
    FILE,
    'k.activateBackward(activation, M, U, as.data, was, U',
    'k.activateBackward(activation, M, U, cs.data, was + B * U, U',
  ),
  mutant('the gradient of the last output is ignored', FILE, DH, DH.replace('d.h', 'undefined')),
  mutant(
    'the gradient of the last cell state is ignored',
    FILE,
    DC,
    DC.replace('d.c', 'undefined'),
  ),
  mutant('the gradient of the last output serves as memory', FILE, DH, `d.h ?? ${DH}`),
  mutant('the gradient of the last cell state serves as memory', FILE, DC, `d.c ?? ${DC}`),
  mutant(
    'the gradients of the last states are exchanged',
    FILE,
    DC,
    DC.replace('d.c', 'd.h ?? d.c'),
  ),
  mutant('the gradient of the outputs is ignored', FILE, DY, ';\n'),
  mutant('the gradient of the outputs is cleared', FILE, AFTER_THE_LOOP, '  d.y?.data.fill(0);\n'),
  mutant('dR is overwritten', FILE, DR, `dR.fill(0); ${DR}`),
  mutant('all gradients of weights are zero', FILE, DR, `dz.data.fill(0); ${DR}`),
  mutant('dR pairs h[t], not h[t−1]', FILE, DR, DR.replace('read.data, 0', 'read.data, B * U')),
  mutant(
    'without the gradient of x, the states have none either',
    FILE,
    RESULT,
    `${RESULT.replace('return', 'if (inputGradient) return')} return { x, table, h0: da, c0: da };`,
  ),
  mutant(
    'the gradients of the initial states are exchanged',
    FILE,
    RESULT,
    'return { x, table, h0: dc, c0: dh };',
  ),
];

const kernels: readonly Mutant[] = [
  mutant(
    'c = i ⊙ c₋ + i ⊙ g',
    KERNELS,
    'c[now + u] = gates[f + u]! * cPrevious[was + u]! + gates[i + u]! * gates[g + u]!;',
    'c[now + u] = gates[i + u]! * cPrevious[was + u]! + gates[i + u]! * gates[g + u]!;',
  ),
  mutant(
    'c = f ⊙ c₋ + g',
    KERNELS,
    'c[now + u] = gates[f + u]! * cPrevious[was + u]! + gates[i + u]! * gates[g + u]!;',
    'c[now + u] = gates[f + u]! * cPrevious[was + u]! + gates[g + u]!;',
  ),
  mutant(
    'di = dc ⊙ i',
    KERNELS,
    'dGates[di + u] = d * gates[g + u]!;',
    'dGates[di + u] = d * stored;',
  ),
  mutant('df = dc', KERNELS, 'dGates[df + u] = d * cPrevious[was + u]!;', 'dGates[df + u] = d;'),
  mutant(
    'dg = dc ⊙ g',
    KERNELS,
    'dGates[dg + u] = d * stored;',
    'dGates[dg + u] = d * gates[g + u]!;',
  ),
  mutant('dc₋ = dc', KERNELS, 'dc[now + u] = d * forgot;', ''),
  mutant('dc₋ = dc ⊙ i', KERNELS, 'dc[now + u] = d * forgot;', 'dc[now + u] = d * stored;'),
  mutant(
    'h = a',
    KERNELS,
    'h[to + u] = gates[o + u]! * a[from + u]!;',
    'h[to + u] = a[from + u]!;',
  ),
  mutant(
    'do = dh ⊙ o',
    KERNELS,
    'dGates[dOut + u] = d * a[from + u]!;',
    'dGates[dOut + u] = d * opened;',
  ),
  mutant('da = dh', KERNELS, 'da[dFrom + u] = d * opened;', 'da[dFrom + u] = d;'),
];

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first) =>
    permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  );
}

export const LSTM_MUTANTS: readonly Mutant[] = [
  ...gateOrders,
  ...biases,
  ...forward,
  ...backward,
  ...kernels,
];
