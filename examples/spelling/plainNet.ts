import { model } from 'unrolled';
import { type Net, parts } from './parts.ts';

/** A net whose decoder knows of a word what fits into the last state of the encoder. */
export function plainNet(): Net {
  const { word, h, c, said, sounds, decoder, hidden, scores } = parts();
  const decoded = decoder(sounds, { initialState: [h, c] });
  return model({ inputs: { word, said }, outputs: scores(hidden(decoded)) });
}
