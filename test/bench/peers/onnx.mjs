// The process of ONNX Runtime on one thread: `onnx.mjs WORKLOAD FOLDER`, with what exportOnnx.py
// wrote into the folder. It runs models and does not train them, so generation alone.
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import { draw, uniformFrom } from '../data.ts';
import { serve } from '../serve.ts';
import { versionOf } from './version.mjs';

await serve(versionOf('onnxruntime-node'), async ({ units: [units] }) => {
  const folder = process.argv[3];
  const session = await ort.InferenceSession.create(`${folder}/model.onnx`, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const idOf = (id) => new ort.Tensor('int64', BigInt64Array.of(BigInt(id)), [1, 1]);
  const stateOf = (values) => new ort.Tensor('float32', Float32Array.from(values), [1, 1, units]);

  const { given, expected } = JSON.parse(readFileSync(`${folder}/check.json`, 'utf8'));
  const inputs = { token: idOf(given.token), h: stateOf(given.h), c: stateOf(given.c) };
  const error = largestError(await session.run(inputs), expected);
  if (!(error < 1e-5))
    throw new Error(`differs from PyTorch by ${error}: it is not the same model`);

  const uniform = uniformFrom(1);
  let token = 0;
  let h = stateOf(new Float32Array(units));
  let c = h;
  return {
    step: async () => {
      const { probabilities, nextH, nextC } = await session.run({ token: idOf(token), h, c });
      h = nextH;
      c = nextC;
      token = draw(probabilities.data, uniform);
      return token;
    },
  };
});

function largestError(outputs, expected) {
  const errors = Object.entries(expected).flatMap(([name, values]) =>
    values.map((value, i) => Math.abs(value - outputs[name].data[i])),
  );
  return Math.max(...errors);
}
