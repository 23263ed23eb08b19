import { additiveAttention, concatenate, dense, model } from 'unrolled';
import { type Net, parts, UNITS } from './parts.ts';

/** A net whose decoder gets the same state, and at every sound looks back at all letters. */
export function attendingNet(): Net {
  const { word, read, h, c, said, sounds, decoder, hidden, scores } = parts();
  const decoded = decoder(sounds, { initialState: [h, c] });
  const question = dense({ units: UNITS, useBias: false, name: 'question' });
  const answer = dense({ units: UNITS, useBias: false, name: 'answer' });
  const look = additiveAttention({ name: 'look' });
  const found = look([question(decoded), read, answer(read)]);
  const beside = concatenate({ name: 'beside' })([decoded, found]);
  return model({ inputs: { word, said }, outputs: scores(hidden(beside)) });
}
