// The process of brain.js: `brainjs.mjs WORKLOAD`, for ids in and ids out alone. It has no batches, so a
// step is one row; it clips each element and updates with RMSProp.
import { createRequire } from 'node:module';
import { BATCHES, batchesOf } from '../data.ts';
import { serve } from '../serve.ts';
import { versionOf } from './version.mjs';

const require = createRequire(import.meta.url);
const brain = require('brain.js');
const { default: softmax } = require('brain.js/dist/recurrent/matrix/softmax');
const { default: sampleIndex } = require('brain.js/dist/recurrent/matrix/sample-i');

function netOf({ cell, features, vocabulary, outputs, units }) {
  const Net = cell === 'gru' ? brain.recurrent.GRU : brain.recurrent.LSTM;
  const net = new Net({
    inputSize: features,
    inputRange: vocabulary - 1, // it adds one, for the end of a sequence
    outputSize: outputs - 1,
    hiddenLayers: [...units],
  });
  net.initialize();
  return net;
}

/** It learns to continue a sequence and adds its end: one id less makes T steps. */
function training(workload) {
  const { time, vocabulary } = workload;
  const net = netOf(workload);
  const rows = batchesOf({ ...workload, batch: 1, vocabulary: vocabulary - 2 });
  const sequences = rows.map(({ x }) => [...x.subarray(0, time - 1)]);
  let done = 0;
  return {
    tokens: time,
    note: 'one row a step; RMSProp, clips each element',
    step: () => net.trainPattern(sequences[done++ % BATCHES], true),
  };
}

/** Its `run` ends at the end of a sequence, so the equations that it makes of one are run themselves. */
function generation(workload) {
  const tokens = 64;
  const net = netOf(workload);
  while (net.model.equations.length < tokens) net.bindEquation();
  const step = () => {
    let token = 0;
    for (let i = 0; i < tokens; i++) {
      token = sampleIndex(softmax(net.model.equations[i].runIndex(token)));
    }
    return token;
  };
  return { tokens, note: `${tokens} tokens a step`, step };
}

await serve(versionOf('brain.js'), (workload) =>
  workload.task === 'generate' ? generation(workload) : training(workload),
);
