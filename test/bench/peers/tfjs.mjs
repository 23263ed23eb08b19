// The process of TensorFlow.js on its WebAssembly backend: `tfjs.mjs WORKLOAD`.
//
// The layers are written in operations of tf, with the input's product hoisted out of the time loop:
// tf.layers is no faster, has no clipping, and cannot train an embedding on this backend, which has no
// UnsortedSegmentSum; here the embedding's gradient is a scatter. One thread: in Node the backend has
// no other. Everything is time-major.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { BATCHES, batchesOf, draw, uniformFrom } from '../data.ts';
import { serve } from '../serve.ts';
import { readsLastStep, tokensOf } from '../workloads.ts';
import { versionOf } from './version.mjs';

const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');

const GATES = { simpleRnn: 1, lstm: 4, gru: 3 };

/** Forward, backward, clipping by the global norm 5, Adam. */
function training(workload) {
  const net = netOf(workload);
  const batches = batchesOf(workload).map((batch) => timeMajor(workload, batch));
  const adam = tf.train.adam(1e-3);
  let done = 0;
  return () =>
    tf.tidy(() => {
      const { x, y } = batches[done++ % BATCHES];
      const loss = () => lossOf(workload, forward(workload, net, x), y);
      const { value, grads } = tf.variableGrads(loss);
      const squares = Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)));
      const scale = tf.minimum(1, tf.div(5, tf.add(tf.sqrt(tf.addN(squares)), 1e-6)));
      const clipped = Object.entries(grads).map(([name, gradient]) => [name, gradient.mul(scale)]);
      adam.applyGradients(Object.fromEntries(clipped));
      return value.dataSync()[0];
    });
}

function netOf({ vocabulary, features, units, cell, outputs }) {
  const weight = (shape, limit) => tf.variable(tf.randomUniform(shape, -limit, limit));
  const table = vocabulary === undefined ? undefined : weight([vocabulary, features], 0.05);
  let inputs = features;
  const layers = units.map((count) => {
    const limit = 1 / Math.sqrt(count);
    const width = GATES[cell] * count;
    const layer = {
      units: count,
      kernel: weight([inputs, width], limit),
      recurrent: weight([count, width], limit),
      bias: tf.variable(tf.zeros([width])),
    };
    inputs = count;
    return layer;
  });
  const dense = weight([inputs, outputs], 1 / Math.sqrt(inputs));
  return { table, layers, dense, bias: tf.variable(tf.zeros([outputs])) };
}

/** Logits: one row for every time step and row of the batch, or for every row of the batch. */
function forward(workload, { table, layers, dense, bias }, x) {
  const { batch, time } = workload;
  let sequence = table === undefined ? x : lookUp(table, x);
  let last;
  for (const [i, layer] of layers.entries()) {
    const rows = sequence.reshape([time * batch, -1]);
    const projected = rows.matMul(layer.kernel).add(layer.bias);
    const steps = tf.unstack(projected.reshape([time, batch, -1]));
    const outputs = [];
    let state = { h: tf.zeros([batch, layer.units]), c: tf.zeros([batch, layer.units]) };
    for (const z of steps) {
      state = CELLS[workload.cell](z, state, layer.recurrent);
      outputs.push(state.h);
    }
    last = state.h;
    // A last layer of which the last step alone is read needs no sequence.
    if (i < layers.length - 1 || !readsLastStep(workload)) sequence = tf.stack(outputs);
  }
  const read = readsLastStep(workload) ? last : sequence.reshape([time * batch, -1]);
  return read.matMul(dense).add(bias);
}

/** z: the input's part of the gates, [batch, gates·units]. */
const CELLS = {
  simpleRnn: (z, { h, c }, recurrent) => ({ h: tf.tanh(z.add(h.matMul(recurrent))), c }),
  lstm(z, state, recurrent) {
    const [i, f, g, o] = tf.split(z.add(state.h.matMul(recurrent)), 4, 1);
    const c = tf
      .sigmoid(f)
      .mul(state.c)
      .add(tf.sigmoid(i).mul(tf.tanh(g)));
    return { c, h: tf.sigmoid(o).mul(tf.tanh(c)) };
  },
  gru(zInput, { h, c }, recurrent) {
    const [rInput, uInput, nInput] = tf.split(zInput, 3, 1);
    const [rState, uState, nState] = tf.split(h.matMul(recurrent), 3, 1);
    const u = tf.sigmoid(uInput.add(uState));
    const n = tf.tanh(nInput.add(tf.sigmoid(rInput.add(rState)).mul(nState)));
    return { c, h: n.add(u.mul(h.sub(n))) };
  },
};

/** Rows of an embedding; backward adds up the gradients of a row with scatterND. */
function lookUp(table, ids) {
  const [vocabulary, features] = table.shape;
  return tf.customGrad((rows, given, save) => {
    save([given]);
    const gradFunc = (d, [saved]) => [
      tf.scatterND(saved.reshape([-1, 1]), d.reshape([-1, features]), [vocabulary, features]),
      tf.zerosLike(saved),
    ];
    return { value: tf.gather(rows, given), gradFunc };
  })(table, ids);
}

function lossOf({ task }, logits, y) {
  if (task === 'yesOrNo') return tf.losses.sigmoidCrossEntropy(y, logits);
  if (task === 'numbersPerStep') return tf.losses.meanSquaredError(y, logits);
  return tf.losses.softmaxCrossEntropy(y, logits);
}

/** x: [time, batch] ids or [time, batch, features]; y as `forward` gives its rows. */
function timeMajor(workload, { x, y }) {
  const { batch, time, features, vocabulary, task, outputs } = workload;
  const ids = vocabulary !== undefined;
  const turned = tf.tidy(() => {
    const given = tf.tensor(
      x,
      ids ? [batch, time] : [batch, time, features],
      ids ? 'int32' : 'float32',
    );
    return ids ? given.transpose() : given.transpose([1, 0, 2]);
  });
  const targets = tf.tidy(() => {
    const classes = task === 'class' || task === 'classPerStep';
    const rows = classes
      ? tf.oneHot(tf.tensor1d(y, 'int32'), outputs).cast('float32')
      : tf.tensor(y);
    if (readsLastStep(workload)) return rows.reshape([batch, outputs]);
    return rows.reshape([batch, time, outputs]).transpose([1, 0, 2]).reshape([-1, outputs]);
  });
  return { x: turned, y: targets };
}

/** One token: the drawn id is fed back, the state carried. */
function generation({ vocabulary, features, units: [units], outputs }) {
  const weight = (shape) => tf.randomNormal(shape, 0, 0.05);
  const table = weight([vocabulary, features]);
  const kernel = weight([features + units, 4 * units]);
  const bias = tf.zeros([4 * units]);
  const dense = weight([units, outputs]);
  const forgetBias = tf.scalar(1);
  const uniform = uniformFrom(1);
  let token = 0;
  let c = tf.zeros([1, units]);
  let h = tf.zeros([1, units]);
  return () => {
    const [probabilities, nextC, nextH] = tf.tidy(() => {
      const x = tf.gather(table, tf.tensor1d([token], 'int32'));
      const [cellState, output] = tf.basicLSTMCell(forgetBias, kernel, bias, x, c, h);
      const softmax = tf.softmax(output.matMul(dense)).dataSync();
      return [softmax, tf.keep(cellState), tf.keep(output)];
    });
    c.dispose();
    h.dispose();
    c = nextC;
    h = nextH;
    token = draw(probabilities, uniform);
    return token;
  };
}

await serve(versionOf('@tensorflow/tfjs'), async (workload) => {
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  wasm.setWasmPaths(`${folder}/dist/`);
  await tf.setBackend('wasm');
  await tf.ready();
  const step = workload.task === 'generate' ? generation(workload) : training(workload);
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return { step, tokens: tokensOf(workload), note: simd ? '' : 'without SIMD' };
});
