// The process of jax-js on its WebAssembly backend: `jaxjs.mjs WORKLOAD`.
//
// One thread: its pool of workers needs a browser. It has no scan, so the time loop is unrolled in the
// graph; a whole step, Adam included, is one call of `jit`. `jit` refuses the scatter that an
// embedding's gradient is, so the embedding is a product with one-hot rows. Arrays are used up by
// what reads them: `.ref` keeps one for another reader. Everything is time-major.
import { BATCHES, batchesOf, draw, uniformFrom } from '../data.ts';
import { serve } from '../serve.ts';
import { readsLastStep, tokensOf } from '../workloads.ts';
import { versionOf } from './version.mjs';

globalThis.navigator ??= {}; // it looks for navigator.gpu, and Node 20 has no navigator

const jax = await import('@jax-js/jax');
const { numpy: np, nn, jit, valueAndGrad, tree } = jax;

const GATES = { simpleRnn: 1, lstm: 4, gru: 3 };

/** z: the input's part of the gates; r: the state's part. Both [batch, gates·units]. */
const CELLS = {
  simpleRnn: (z, r) => ({ h: np.tanh(z.add(r)) }),
  lstm(z, r, { c: before }) {
    const [i, f, g, o] = np.split(z.add(r), 4, 1);
    const c = nn
      .sigmoid(f)
      .mul(before)
      .add(nn.sigmoid(i).mul(np.tanh(g)));
    return { h: nn.sigmoid(o).mul(np.tanh(c.ref)), c };
  },
  gru(z, r, { h }) {
    const [rInput, uInput, nInput] = np.split(z, 3, 1);
    const [rState, uState, nState] = np.split(r, 3, 1);
    const u = nn.sigmoid(uInput.add(uState));
    const n = np.tanh(nInput.add(nn.sigmoid(rInput.add(rState)).mul(nState)));
    return { h: n.ref.add(u.mul(h.sub(n))) };
  },
};

function weightsOf({ vocabulary, features, units, cell, outputs }) {
  const uniform = uniformFrom(3);
  const weight = (shape, limit) => {
    const length = shape[0] * shape[1];
    const values = Float32Array.from({ length }, () => (2 * uniform() - 1) * limit);
    return np.array(values).reshape(shape);
  };
  const weights = vocabulary === undefined ? {} : { table: weight([vocabulary, features], 0.05) };
  let inputs = features;
  for (const [i, count] of units.entries()) {
    const width = GATES[cell] * count;
    weights[`kernel${i}`] = weight([inputs, width], 1 / Math.sqrt(count));
    weights[`recurrent${i}`] = weight([count, width], 1 / Math.sqrt(count));
    weights[`bias${i}`] = np.zeros([width]);
    inputs = count;
  }
  weights.dense = weight([inputs, outputs], 1 / Math.sqrt(inputs));
  weights.denseBias = np.zeros([outputs]);
  return weights;
}

/** Logits: one row for every time step and row of the batch, or for every row of the batch. */
function forward(workload, weights, x) {
  const { vocabulary, features, units, cell, batch, time } = workload;
  const width = (count) => GATES[cell] * count;
  let inputs = features;
  let sequence = x.reshape(vocabulary === undefined ? [time * batch, features] : [time * batch]);
  if (vocabulary !== undefined)
    sequence = np.matmul(nn.oneHot(sequence, vocabulary), weights.table);
  for (const [i, count] of units.entries()) {
    const lastOnly = readsLastStep(workload) && i === units.length - 1;
    const rows = sequence.reshape([time * batch, inputs]);
    const projected = np.matmul(rows, weights[`kernel${i}`]).add(weights[`bias${i}`]);
    const steps = np.split(projected.reshape([time, batch, width(count)]), time, 0);
    const recurrent = weights[`recurrent${i}`];
    const outputs = [];
    let h = np.zeros([batch, count]);
    let c = cell === 'lstm' ? np.zeros([batch, count]) : undefined;
    for (const z of steps) {
      const r = np.matmul(cell === 'gru' ? h.ref : h, recurrent.ref);
      ({ h, c } = CELLS[cell](z.reshape([batch, width(count)]), r, { h, c }));
      if (!lastOnly) outputs.push(h.ref);
    }
    recurrent.dispose();
    c?.dispose();
    if (lastOnly) sequence = h;
    else {
      h.dispose();
      sequence = np.stack(outputs).reshape([time * batch, count]);
    }
    inputs = count;
  }
  return np.matmul(sequence, weights.dense).add(weights.denseBias);
}

function lossOf({ task, batch, outputs }, logits, y) {
  if (task === 'numbersPerStep') return np.mean(np.square(logits.sub(y)));
  if (task === 'yesOrNo') {
    const z = logits.reshape([batch]);
    return np.mean(nn.softplus(z.ref).sub(z.mul(y)));
  }
  const rows = logits.shape[0];
  return np.sum(nn.logSoftmax(logits).mul(nn.oneHot(y, outputs))).mul(-1 / rows);
}

/** Forward, backward, clipping by the global norm 5, Adam. */
function training(workload) {
  const names = Object.keys(weightsOf({ ...workload, units: workload.units }));
  const mapped = (value) => Object.fromEntries(names.map((name) => [name, value(name)]));

  const update = jit((weights, m, v, t, x, y) => {
    const lossOfWeights = (given, input, target) =>
      lossOf(workload, forward(workload, given, input), target);
    const kept = mapped((name) => weights[name].ref);
    const [loss, gradients] = valueAndGrad(lossOfWeights)(kept, x, y);
    const squares = names.map((name) => np.sum(np.square(gradients[name].ref)));
    const norm = np.sqrt(squares.reduce((sum, square) => sum.add(square)));
    const scale = np.minimum(np.array(1), np.array(5).div(norm.add(1e-6)));
    const mCorrection = np.array(1).sub(np.power(np.array(0.9), t.ref));
    const vCorrection = np.array(1).sub(np.power(np.array(0.999), t.ref));
    const clipped = mapped((name) => gradients[name].mul(scale.ref));
    const nextM = mapped((name) => m[name].mul(0.9).add(clipped[name].ref.mul(0.1)));
    const nextV = mapped((name) => v[name].mul(0.999).add(np.square(clipped[name]).mul(0.001)));
    const nextWeights = mapped((name) => {
      const step = nextM[name].ref.div(mCorrection.ref).mul(1e-3);
      return weights[name].sub(step.div(np.sqrt(nextV[name].ref.div(vCorrection.ref)).add(1e-8)));
    });
    for (const spent of [scale, mCorrection, vCorrection]) spent.dispose();
    return [loss, nextWeights, nextM, nextV, t.add(1)];
  });

  const batches = batchesOf(workload).map((batch) => timeMajor(workload, batch));
  let weights = weightsOf(workload);
  let m = mapped((name) => np.zeros(weights[name].shape));
  let v = mapped((name) => np.zeros(weights[name].shape));
  let t = np.array(1);
  let done = 0;
  return () => {
    const { x, y } = batches[done++ % BATCHES];
    let loss;
    [loss, weights, m, v, t] = update(weights, m, v, t, x.ref, y.ref);
    return loss.dataSync()[0];
  };
}

/** x: [time, batch] ids or [time, batch, features]; y as `forward` gives its rows. */
function timeMajor(workload, { x, y }) {
  const { batch, time, features, vocabulary, outputs, task } = workload;
  const turned = (data, size) => {
    const result = data.slice();
    for (let b = 0; b < batch; b++) {
      for (let t = 0; t < time; t++) {
        const from = (b * time + t) * size;
        result.set(data.subarray(from, from + size), (t * batch + b) * size);
      }
    }
    return result;
  };
  const ids = (data) => np.array(data, { dtype: np.int32 });
  const inputs =
    vocabulary === undefined
      ? np.array(turned(x, features)).reshape([time, batch, features])
      : ids(turned(x, 1)).reshape([time, batch]);
  const targets = {
    classPerStep: () => ids(turned(y, 1)),
    class: () => ids(y),
    yesOrNo: () => np.array(y),
    numbersPerStep: () => np.array(turned(y, outputs)).reshape([time * batch, outputs]),
  };
  return { x: inputs, y: targets[task]() };
}

/** One token: the drawn id is fed back, the state carried. */
function generation(workload) {
  const { features, units } = workload;
  const weights = weightsOf(workload);
  const oneToken = jit((given, h, c, id) => {
    const x = np.take(given.table, id, 0).reshape([1, features]);
    const z = np.matmul(x, given.kernel0).add(given.bias0);
    const next = CELLS.lstm(z, np.matmul(h, given.recurrent0), { c });
    const logits = np.matmul(next.h.ref, given.dense).add(given.denseBias);
    return [nn.softmax(logits), next.h, next.c];
  });
  const uniform = uniformFrom(1);
  let token = 0;
  let h = np.zeros([1, units[0]]);
  let c = np.zeros([1, units[0]]);
  return () => {
    const id = np.array(Int32Array.of(token), { dtype: np.int32 });
    let probabilities;
    [probabilities, h, c] = oneToken(tree.ref(weights), h, c, id);
    token = draw(probabilities.dataSync(), uniform);
    return token;
  };
}

await serve(versionOf('@jax-js/jax'), async (workload) => {
  await jax.init('wasm');
  jax.defaultDevice('wasm');
  const step = workload.task === 'generate' ? generation(workload) : training(workload);
  const note = workload.vocabulary === undefined ? '' : 'the embedding is a one-hot product';
  return { step, tokens: tokensOf(workload), note: workload.task === 'generate' ? '' : note };
});
