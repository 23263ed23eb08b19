import { type ModelState, model } from 'unrolled';
import { type Net, parts, type Say } from './parts.ts';

/** A net whose decoder knows of a word what fits into the last state of the encoder. */
export function plainNet(): Net {
  const { word, h, c, said, sounds, decoder, hidden, scores } = parts();
  const [decoded] = decoder(sounds, { initialState: [h, c] });
  const net = model({ inputs: { word, said }, outputs: scores(hidden(decoded)) });

  const encoder = model({ inputs: word, outputs: { h, c }, shareWith: net });
  // Called without an initial state, the decoder has a state of its own, which step takes and gives.
  const [alone] = decoder(sounds);
  const speaker = model({ inputs: said, outputs: scores(hidden(alone)), shareWith: net });
  const from =
    (before: ModelState): Say =>
    (sound) => {
      const { output, state } = speaker.step(sound, before);
      return { scores: output, next: from(state) };
    };
  return {
    model: net,
    async read(words) {
      const last = await encoder.predict(words);
      return from({ 'decoder/h': last.h, 'decoder/c': last.c });
    },
  };
}
