import {
  additiveAttention,
  concatenate,
  dense,
  input,
  type ModelData,
  model,
  type Sequence,
  type Symbolic,
} from 'unrolled';
import { type Net, parts, type Say, UNITS } from './parts.ts';

/** The state of the decoder after some sounds. */
interface Memory {
  readonly h: ModelData;
  readonly c: ModelData;
}

/** A net whose decoder gets the same state, and at every sound looks back at all letters. */
export function attendingNet(): Net {
  const { word, read, h, c, said, sounds, decoder, hidden, scores } = parts();
  const question = dense({ units: UNITS, useBias: false, name: 'question' });
  const answer = dense({ units: UNITS, useBias: false, name: 'answer' });
  const look = additiveAttention({ name: 'look' });
  const beside = concatenate({ name: 'beside' });
  const head = (decoded: Symbolic<Sequence>, letters: Symbolic<Sequence>) => {
    const found = look([question(decoded), letters, answer(letters)]);
    return scores(hidden(beside([decoded, found])));
  };
  const [decoded] = decoder(sounds, { initialState: [h, c] });
  const net = model({ inputs: { word, said }, outputs: head(decoded, read) });

  const encoder = model({ inputs: word, outputs: { read, h, c }, shareWith: net });
  // A model that looks back at a whole sequence refuses step. So the decoder's state goes in and comes
  // out as values like others, and predict gets sequences of one sound: as little work as a step.
  const letters = input({ shape: [null, UNITS], name: 'read' });
  const before = {
    h: input({ shape: [UNITS], name: 'h' }),
    c: input({ shape: [UNITS], name: 'c' }),
  };
  const [one, nextH, nextC] = decoder(sounds, { initialState: [before.h, before.c] });
  const speaker = model({
    inputs: { said, letters, ...before },
    outputs: { scores: head(one, letters), h: nextH, c: nextC },
    shareWith: net,
  });
  const from =
    (read: ModelData, memory: Memory, batchSize: number): Say =>
    async (sound) => {
      const given = { said: sound.map((id) => [id]), letters: read, ...memory };
      const { scores, h, c } = await speaker.predict(given, { batchSize });
      return { scores: scores.pick(null, 0, null), next: from(read, { h, c }, batchSize) };
    };
  return {
    model: net,
    async read(words) {
      const { read: data, h, c } = await encoder.predict(words);
      // The lengths, lest it look at what only fills up the batch.
      return from({ data, lengths: words.map(({ length }) => length) }, { h, c }, words.length);
    },
  };
}
