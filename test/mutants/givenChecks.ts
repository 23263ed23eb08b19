import { expectBits } from '../math/closeness.ts';
import type { Library } from './load.ts';

// What must hold of a model that was given all inputs but one: each step has the bits of the whole pass.

const OPTIONS = { seed: 6, kernels: 'reference' } as const;

/** Rows of different lengths, with a step in between that does not count. */
const WORDS = [
  [2, 0, 1, 3],
  [0, 4],
  [3, 3, 3],
];
const SAID = [
  [1, 2, 3],
  [4, 0, 2],
  [1, 1, 4],
];

/** An encoder whose state a decoder begins with, and four layers with which it looks back. */
function translator({ layers, model }: Library) {
  const word = layers.input({ shape: [null], dtype: 'int32', name: 'word' });
  const said = layers.input({ shape: [null], dtype: 'int32', name: 'said' });
  const table = { inputDim: 5, outputDim: 3, maskZero: true } as const;
  const wide = { ...table, embeddingsInitializer: 'glorotNormal' } as const;
  const sequences = { units: 4, returnSequences: true } as const;
  const [read, h] = layers.gru({ ...sequences, returnState: true })(layers.embedding(wide)(word));
  const asked = layers.gru(sequences)(layers.embedding(wide)(said), { initialState: [h] });
  const key = layers.dense({ units: 4 })(read);
  const heads = layers.multiHeadAttention({ numHeads: 2, keyDim: 2, valueDim: 3 });
  const found = layers.concatenate()([
    asked,
    layers.attention({ useScale: true })([asked, read, key]),
    layers.additiveAttention()([asked, read]),
    heads([asked, read]),
    heads([asked, key]),
  ]);
  return model({ inputs: { word, said }, outputs: found, ...OPTIONS });
}

/** Stepped through what is said, it gives at each step what the whole pass gives there. */
export function expectStepsAreWhole(library: Library): void {
  const net = translator(library);
  const [{ data, shape }] = net.begin({ word: WORDS, said: SAID });
  const [B, T, N] = shape;
  const speaker = net.given({ word: WORDS });
  let state = speaker.initialState(B);
  for (let t = 0; t < T; t++) {
    const step = speaker.step(
      SAID.map((row) => row[t]!),
      state,
    );
    const whole = SAID.flatMap((_, b) => [...data.subarray((b * T + t) * N, (b * T + t + 1) * N)]);
    expectBits(step.output.data, whole, `step ${t}`);
    state = step.state;
  }
}

/** A row that was given once serves any number of rows. */
export function expectOneRowServesAll(library: Library): void {
  const net = translator(library);
  const [word] = WORDS;
  const one = net.given({ word: [word!] });
  const three = net.given({ word: [word!, word!, word!] });
  const ids = [1, 4, 2];
  const shared = one.step(ids, one.initialState(3));
  const copied = three.step(ids, three.initialState(3));
  expectBits(shared.output.data, copied.output.data, 'the first step');
  const next = one.step(ids, shared.state);
  expectBits(next.output.data, three.step(ids, copied.state).output.data, 'the second step');
}
