// The process of recurrent-js: `recurrentjs.mjs WORKLOAD`. It has no batches, so a step is one row, in
// float64; it updates by plain gradient descent and has no clipping.
import { createRequire } from 'node:module';
import { BATCHES, batchesOf, draw, uniformFrom } from '../data.ts';
import { serve } from '../serve.ts';
import { versionOf } from './version.mjs';

const require = createRequire(import.meta.url);
const { Graph, LSTM, Mat, RandMat, RNN } = require('recurrent-js');

const LEARNING_RATE = 0.01;

function netOf({ cell, vocabulary, features, units, outputs }) {
  const Net = cell === 'lstm' ? LSTM : RNN;
  const architecture = { inputSize: features, hiddenUnits: [...units], outputSize: outputs };
  const table = vocabulary === undefined ? undefined : new RandMat(vocabulary, features, 0, 0.08);
  return { net: new Net({ architecture }), table };
}

function graph(remembers) {
  const made = new Graph();
  made.memorizeOperationSequence(remembers);
  return made;
}

function training(workload) {
  const { time, task } = workload;
  const { net, table } = netOf(workload);
  const rows = batchesOf({ ...workload, batch: 1 });
  const addLoss = task === 'numbersPerStep' ? addSquaredError : addCrossEntropy;
  let done = 0;
  const step = () => {
    const { x, y } = rows[done++ % BATCHES];
    const operations = graph(true);
    let state;
    let loss = 0;
    for (let t = 0; t < time; t++) {
      const input = table === undefined ? column(workload, x, t) : operations.rowPluck(table, x[t]);
      state = net.forward(input, state, operations);
      loss += addLoss(state.output, y, t, time);
    }
    operations.backward();
    net.update(LEARNING_RATE);
    if (table !== undefined) descend(table);
    return loss;
  };
  return { tokens: time, note: 'one row a step; SGD without clipping, float64', step };
}

/** The features of a time step. */
function column({ features }, x, t) {
  const input = new Mat(features, 1);
  input.w.set(x.subarray(t * features, (t + 1) * features));
  return input;
}

/** Writes the gradient of mean squared error into an output; gives the time step's share of it. */
function addSquaredError({ w, dw }, y, t, time) {
  let sum = 0;
  for (let i = 0; i < w.length; i++) {
    const error = w[i] - y[t * w.length + i];
    sum += error * error;
    dw[i] = (2 * error) / (time * w.length);
  }
  return sum / (time * w.length);
}

/** Writes the gradient of softmax cross-entropy into an output; gives the time step's share of it. */
function addCrossEntropy({ w, dw }, y, t, time) {
  const probabilities = softmax(w);
  for (let i = 0; i < w.length; i++) dw[i] = (probabilities[i] - (i === y[t] ? 1 : 0)) / time;
  return -Math.log(probabilities[y[t]]) / time;
}

function softmax(logits) {
  const most = Math.max(...logits);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The net knows only its own matrices. */
function descend({ w, dw }) {
  for (let i = 0; i < w.length; i++) w[i] -= LEARNING_RATE * dw[i];
  dw.fill(0);
}

/** One token: the drawn id is fed back, the state carried. */
function generation(workload) {
  const { net, table } = netOf(workload);
  const operations = graph(false);
  const uniform = uniformFrom(1);
  let state;
  let token = 0;
  const step = () => {
    state = net.forward(operations.rowPluck(table, token), state, operations);
    token = draw(softmax(state.output.w), uniform);
    return token;
  };
  return { note: 'float64', step };
}

await serve(versionOf('recurrent-js'), (workload) =>
  workload.task === 'generate' ? generation(workload) : training(workload),
);
