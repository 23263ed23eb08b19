import { type Mutant, mutant } from './mutant.ts';

const ATTEND = 'math/attend.ts';
const HEADS = 'math/heads.ts';
const INPUTS = 'math/attentionInputs.ts';
const PACKING = 'math/packing.ts';
const DOT = 'math/dotScores.ts';
const ADDITIVE = 'math/additiveScores.ts';
const ATTENTION = 'math/attention.ts';

/** What dot-product and additive attention have in common, and each by itself. */
export const ATTENTION_MUTANTS: readonly Mutant[] = [
  mutant(
    'the softmax runs over the queries',
    ATTEND,
    '      k.softmax(queries, keys, P, at, S, P, at, S);\n',
    `      const turned = compute.zeros<2>([keys, queries]).data;
      for (let i = 0; i < queries; i++) for (let j = 0; j < keys; j++) turned[j * queries + i] = P[at + i * S + j]!;
      k.softmax(keys, queries, turned, 0, queries, turned, 0, queries);
      for (let i = 0; i < queries; i++) for (let j = 0; j < keys; j++) P[at + i * S + j] = turned[j * queries + i]!;
`,
  ),
  mutant(
    'a causal query sees one step too few',
    HEADS,
    'first === undefined ? count : Math.min(count, first + i + 1)',
    'first === undefined ? count : Math.min(count, Math.max(1, first + i))',
  ),
  mutant(
    'a causal query sees one step too many',
    HEADS,
    'Math.min(count, first + i + 1)',
    'Math.min(count, first + i + 2)',
  ),
  mutant(
    'nothing is causal',
    INPUTS,
    'causal ? new Array<number>(B).fill(0) : undefined',
    'undefined',
  ),
  mutant(
    'what a causal query does not see keeps its score',
    ATTEND,
    'P.fill(0, row + sees(i), row + keys); // what the block computed beside it',
    '',
  ),
  mutant(
    'what a causal query does not see has a gradient',
    ATTEND,
    'D.fill(0, row + sees(i), row + keys);',
    '',
  ),
  mutant(
    'the mask of values is ignored',
    INPUTS,
    'bothMasks(valueMask, keyMask, compute)',
    'keyMask',
  ),
  mutant(
    'the mask of keys is ignored',
    INPUTS,
    'bothMasks(valueMask, keyMask, compute)',
    'valueMask',
  ),
  mutant(
    'the mask of queries is ignored',
    INPUTS,
    'const queries = packingOf(queryMask, B, T, compute);',
    'const queries = packingOf(undefined, B, T, compute);',
  ),
  mutant(
    'values are masked as the queries are',
    INPUTS,
    'S === T && seen === queryMask ? queries',
    'S === T ? queries',
  ),
  mutant(
    'a value is seen if it counts by one mask',
    PACKING,
    'a.data[i] !== 0 && b.data[i] !== 0',
    'a.data[i] !== 0 || b.data[i] !== 0',
  ),
  mutant(
    'what counts goes to the places of the packed',
    PACKING,
    'compute.kernels.scatterRows(count, x.shape[2], x.data, 0, places, 0, out.data, 0);',
    'compute.kernels.add(count * x.shape[2], x.data, 0, out.data, 0);',
  ),
  mutant(
    'the weights stay packed',
    HEADS,
    'forPlaces(plan, queries, keys, (from, to) => copyRow(weights.data, from, out.data, to, 1));',
    'out.data.set(weights.data);',
  ),
  mutant(
    'the gradient of the weights is read as packed',
    HEADS,
    'forPlaces(plan, queries, keys, (to, from) => copyRow(placed.data, from, out.data, to, 1));',
    'out.data.set(placed.data);',
  ),
  mutant(
    'the gradient of the weights is lost',
    ATTEND,
    'if (dWeights) k.add(D.length, dWeights.data, 0, D, 0);',
    '',
  ),
  mutant(
    'the gradient of the weights is dropped with them',
    ATTEND,
    '  if (factors) k.multiply(D.length, D, 0, factors.data, 0, D, 0);\n  if (dWeights) k.add(D.length, dWeights.data, 0, D, 0);',
    '  if (dWeights) k.add(D.length, dWeights.data, 0, D, 0);\n  if (factors) k.multiply(D.length, D, 0, factors.data, 0, D, 0);',
  ),
  mutant(
    'the gradient goes past what was dropped',
    ATTEND,
    'if (factors) k.multiply(D.length, D, 0, factors.data, 0, D, 0);',
    '',
  ),
  mutant(
    'values get the gradient of weights that were dropped',
    ATTEND,
    'k.matmulTransposedA(seen, N, count, used.data,',
    'k.matmulTransposedA(seen, N, count, weights.data,',
  ),
  mutant('every row drops the same', ATTEND, 'random(b).uniform', 'random(0).uniform'),
  mutant('what is kept is not scaled', ATTEND, 'draw() < rate ? 0 : kept', 'draw() < rate ? 0 : 1'),
  mutant(
    'values have no gradient',
    ATTEND,
    'k.matmulTransposedA(seen, N, count, used.data, block, S, dy.data, out, E, dV, from, E);',
    '',
  ),
  mutant(
    'the gradient of a causal softmax is that of all',
    ATTEND,
    'k.softmaxBackward(1, sees(i), P, row, S, D, row, S, D, row, S);',
    'k.multiply(sees(i), P, row, D, row, D, row);',
  ),
  mutant(
    'queries have no gradient',
    DOT,
    'k.matmul(count, N, seen, d, at, S, key.data, to, D, dQuery.data, from, D);',
    '',
  ),
  mutant(
    'keys have no gradient',
    DOT,
    'k.matmulTransposedA(seen, N, count, d, at, S, query.data, from, D, dKey.data, to, D);',
    '',
  ),
  mutant(
    'the scale is left out',
    ATTENTION,
    'const query = scaled(own.query, scale, compute);',
    'const query = own.query;',
  ),
  mutant(
    'the gradient of the scale is that of scaled queries',
    ATTENTION,
    'inner(dQuery, inputs.query)',
    'inner(dQuery, query)',
  ),
  mutant(
    'the gradient of the scale is overwritten',
    ATTENTION,
    'grads.scale.data[0]! += inner',
    'grads.scale.data[0] = inner',
  ),
  mutant(
    'the gradient of queries is not scaled',
    ATTENTION,
    'compute.kernels.scale(dQuery.data.length, scale.data[0]!, dQuery.data, 0);',
    '',
  ),
  mutant(
    'values that are keys as well have the gradient of values alone',
    ATTENTION,
    'const dKey = inputs.ownKey ? compute.zeros<3>(inputs.key.shape) : dValue;',
    'const dKey = compute.zeros<3>(inputs.key.shape);',
  ),
  mutant(
    'a key of its own is not looked at',
    INPUTS,
    'key: key === undefined || key === value ? values : packed(key, keys, compute)',
    'key: values',
  ),
  mutant(
    'additive scores are products',
    ADDITIVE,
    "    k.activate('tanh', seen, D, a, aAt, D, a, aAt, D);\n",
    '',
  ),
  mutant(
    'additive scores are not scaled',
    'math/additiveAttention.ts',
    'weights.scale?.data ?? compute',
    'compute',
  ),
  mutant(
    'the gradient of the additive scale is that of the keys',
    ADDITIVE,
    'if (dScale) k.matmul(1, D, seen, ds, row, S, a.data, row * D, D, dScale, 0, D);',
    'if (dScale) k.matmul(1, D, seen, ds, row, S, dKey.data, firstKey * D, D, dScale, 0, D);',
  ),
  mutant(
    'additive keys have no gradient',
    ADDITIVE,
    'k.add(seen * D, dz.data, 0, dKey.data, firstKey * D);',
    '',
  ),
  mutant(
    'additive queries have no gradient',
    ADDITIVE,
    'k.sumRows(seen, D, dz.data, 0, D, dQuery.data, (q + i) * D);',
    '',
  ),
  mutant(
    'the slope of the additive scores is 1',
    ADDITIVE,
    "      k.activateBackward('tanh', seen, D, a.data, row * D, D, dz.data, 0, D, dz.data, 0, D);\n",
    '',
  ),
];

const MULTI = 'math/multiHeadAttention.ts';
const CONTEXT = 'math/attentionContext.ts';
const POSITIONS = 'math/positions.ts';
const LAYER = 'layers/multiHeadAttention.ts';

export const MULTI_HEAD_MUTANTS: readonly Mutant[] = [
  mutant(
    'the scores are not scaled',
    MULTI,
    'const factor = 1 / Math.sqrt(K);',
    'const factor = 1;',
  ),
  mutant('the scores are scaled by 1 / K', MULTI, '1 / Math.sqrt(K)', '1 / K'),
  mutant(
    'the scores are scaled by all heads together',
    MULTI,
    '1 / Math.sqrt(K)',
    '1 / Math.sqrt(K * weights.query.kernel.shape[1])',
  ),
  mutant(
    'the gradient of queries is not scaled',
    MULTI,
    'kernels.scale(dQuery.data.length, cache.factor, dQuery.data, 0);',
    '',
  ),
  mutant(
    'the heads of the keys are mixed up',
    DOT,
    'const to = head.k * D + head.h * N;\n    k.matmulTransposedB',
    'const to = head.k * D + (plan.H - 1 - head.h) * N;\n    k.matmulTransposedB',
  ),
  mutant(
    'all heads write to the first',
    ATTEND,
    'const out = (head.q + i) * E + h * N;\n      const from',
    'const out = (head.q + i) * E;\n      const from',
  ),
  mutant(
    'all heads read the values of the first',
    ATTEND,
    'const from = head.k * E + h * N;\n      k.matmul(',
    'const from = head.k * E;\n      k.matmul(',
  ),
  mutant(
    'a sequence alone has the gradient of its queries alone',
    MULTI,
    'if (cache.alone) kernels.add(n, dxValue.data, 0, dxQuery.data, 0);',
    '',
  ),
  mutant(
    'keys that are values as well are forgotten',
    MULTI,
    'if (!inputs.ownKey) kernels.add(n, dxKey.data, 0, dxValue.data, 0);',
    '',
  ),
  mutant(
    'a sequence alone is not masked',
    MULTI,
    'alone ? queryMask : inputs.valueMask',
    'inputs.valueMask',
  ),
  mutant(
    'masked queries give the bias',
    MULTI,
    'y: unpacked(out.output, own.queries, compute)',
    'y: own.queries.places ? denseForward(joining(weights), unpacked(heads, own.queries, compute), compute).output : out.output',
  ),
  mutant(
    'the keys are made by the kernel of the queries',
    MULTI,
    'denseForward(sideBySide(weights.key), own.key, compute)',
    'denseForward(sideBySide(inputs.key ? weights.key : { ...weights.key, kernel: inputs.value ? weights.key.kernel : weights.query.kernel }), own.key, compute)',
  ),
  mutant(
    'the context is one step short',
    POSITIONS,
    'next.data[b] = grown;',
    'next.data[b] = Math.max(0, grown - 1);',
  ),
  mutant(
    'new steps overwrite the last of the past',
    CONTEXT,
    'copyRow(rows.data, from, out.data, at + known, starts[b + 1]! * N - from);',
    'copyRow(rows.data, from, out.data, at + Math.max(0, known - N), starts[b + 1]! * N - from);',
  ),
  mutant(
    'a query does not see its own place',
    CONTEXT,
    '      before,\n    },\n    cache: before,',
    '      before: before.map((count) => Math.max(0, count - 1)),\n    },\n    cache: before,',
  ),
  mutant(
    'masked steps are kept',
    POSITIONS,
    'const grown = count + starts[b + 1]! - starts[b]!;',
    'const grown = Math.min(most, count + starts.length);',
  ),
  mutant(
    'every row goes on from where the first is',
    POSITIONS,
    'const count = position?.data[b] ?? 0;',
    'const count = position?.data[0] ?? 0;',
  ),
  mutant(
    'the gradient of new keys is that of the past',
    CONTEXT,
    'const at = (b * C + before[b]!) * N;\n    const to',
    'const at = b * C * N;\n    const to',
  ),
  mutant(
    'the past has the gradient of new steps, too',
    CONTEXT,
    'd.data.fill(0, at, (b + 1) * C * N);',
    '',
  ),
  mutant(
    'the gradient of what is kept is lost',
    MULTI,
    'copyRow(d.data, 0, out.data, 0, d.data.length);',
    '',
  ),
  mutant(
    'the layer drops in use',
    'layers/attentionInputs.ts',
    '!ctx.training || rate === 0',
    'rate === 0',
  ),
  mutant(
    'the layer never drops',
    'layers/attentionInputs.ts',
    '!ctx.training || rate === 0',
    'rate >= 0',
  ),
  mutant(
    'the layer starts anew',
    LAYER,
    'past: pastOf(owner, all.slice(count))',
    'past: undefined',
  ),
  mutant(
    'the layer gives the gradients of its states exchanged',
    LAYER,
    '[...values, back.keys, back.values]',
    '[...values, back.values, back.keys]',
  ),
  mutant('the layer gives no mask on', LAYER, '{ data: y, mask: read.queryMask }', '{ data: y }'),
];
