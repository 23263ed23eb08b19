import { type Mutant, mutant } from './mutant.ts';

const LEAF = 'layers/leaf.ts';
const ROWS = 'layers/rowSet.ts';
const STORE = 'layers/weightStore.ts';
const UPDATE = 'models/sparseUpdate.ts';
const RUNS = 'models/trainedRuns.ts';

const SKIP = 'if (mask?.[i] === 0 || this.#held[row] !== 0) continue;';
const FORGET = 'for (const row of this.#rows) this.#held[row] = 0;';
const ROWS_AGAIN = 'this.#rows.length = 0;\n    this.#asked = 0;';
const CLEAR = 'for (const row of touched.rows) data.fill(0, row * size, (row + 1) * size);';

/** Mistakes in which rows have a gradient. */
const rows: readonly Mutant[] = [
  mutant('the mask is ignored', ROWS, SKIP, SKIP.replace('mask?.[i] === 0 || ', '')),
  mutant(
    'the mask is not handed on',
    LEAF,
    'rows?.add(touched.ids.data, touched.mask?.data);',
    'rows?.add(touched.ids.data);',
  ),
  mutant('a row is there twice', ROWS, SKIP, SKIP.replace(' || this.#held[row] !== 0', '')),
  mutant('the rows before are not there again', ROWS, FORGET, ''),
  mutant('the rows before are still there', ROWS, ROWS_AGAIN, ''),
  mutant('all rows are there', ROWS, 'const row = ids[i]!;', 'const row = i % this.#held.length;'),
  mutant('gradients of rows are not cleared', STORE, CLEAR, ''),
  mutant(
    'only the first number of a row is cleared',
    STORE,
    CLEAR,
    CLEAR.replace('+ 1) * size', ') * size + 1'),
  ),
  mutant('rows are not forgotten', STORE, '      touched.clear();\n', ''),
  mutant(
    'gradients of other weights are not cleared',
    STORE,
    'for (const [start, end] of this.#denseRuns) this.gradients.fill(0, start, end);',
    '',
  ),
];

const SCATTER = 'k.scatterRows(rows.length, size, tensor.data, 0, ids, 0, flat, start);';
const GATHER = 'k.gatherRows(rows.length, size, flat, start, ids, 0, tensor.data, 0);';
const STATE = 'const state = { ...this.#state, slots };';

/** Mistakes in taking them to the optimizer and back. */
const update: readonly Mutant[] = [
  mutant(
    'the rows of the weight are not put back',
    UPDATE,
    'updated(this.#store.values)',
    'gathered(this.#store.values)',
  ),
  mutant(
    'the rows of the state are not put back',
    UPDATE,
    'updated(flat.data)',
    'gathered(flat.data)',
  ),
  mutant('nothing is put back', UPDATE, 'for (const scatter of scatters) scatter();', ''),
  mutant(
    'the last row is not put back',
    UPDATE,
    SCATTER,
    SCATTER.replace('rows.length', 'rows.length - 1'),
  ),
  mutant(
    'rows are put back added',
    UPDATE,
    SCATTER,
    SCATTER.replace('scatterRows', 'scatterAddRows'),
  ),
  mutant('rows are those of the first weight', UPDATE, GATHER, GATHER.replace('start', '0')),
  mutant('rows are put back into the first weight', UPDATE, SCATTER, SCATTER.replace('start', '0')),
  mutant(
    'the last row is not updated',
    UPDATE,
    GATHER,
    GATHER.replace('rows.length', 'rows.length - 1'),
  ),
  mutant(
    'the number of updates is not carried on',
    UPDATE,
    'this.#state.iterations = state.iterations;',
    '',
  ),
  mutant(
    'scalars are not carried on',
    UPDATE,
    STATE,
    'const state = { ...this.#state, scalars: { ...this.#state.scalars }, slots };',
  ),
  mutant(
    'clipping does not see the rows',
    UPDATE,
    'clipped.set(this.#store.gradient(path), gradient);',
    '',
  ),
  mutant('rows do not decay', UPDATE, 'if (this.#decays(path)) decaying.push(weight);', ''),
  mutant(
    'other weights do not decay',
    UPDATE,
    '(path) => isDense(path) && decays(path)',
    '(path) => isDense(path) && !decays(path)',
  ),
  mutant('the whole table decays', UPDATE, '(path) => isDense(path) && decays(path)', 'decays'),
  mutant(
    'the whole table is updated as well',
    UPDATE,
    'const runs = trainedRuns(store, isDense);',
    'const runs = trainedRuns(store, () => true);',
  ),
  mutant('frozen weights are counted', UPDATE, 'if (!trainable) continue;', ''),
  mutant('weights before the table are not counted', UPDATE, '    start += length;\n', ''),
  mutant('frozen weights are updated', RUNS, 'if (!trainable) continue;', ''),
  mutant(
    'what stands before the table is not updated',
    RUNS,
    'return runs;',
    'return runs.slice(1);',
  ),
  mutant(
    'what stands after the table is not updated',
    RUNS,
    'return runs;',
    'return runs.slice(0, 1);',
  ),
  mutant(
    'what stands between two runs is updated',
    RUNS,
    'last?.[1] === at ? last[0] : at',
    'last?.[0] ?? at',
  ),
  mutant('of neighbours the last is updated', RUNS, '[begins, end]);', '[at, end]);'),
];

/** Mistakes with sparse gradients. */
export const SPARSE_MUTANTS: readonly Mutant[] = [...rows, ...update];
