import { dense, input, layerNormalization, lstm, sequential } from 'unrolled';
import { describe, test } from 'vitest';

const series = input({ shape: [null, 3] });
const features = input({ shape: [3] });

describe('layerNormalization', () => {
  test('gives the rank it gets', () => {
    sequential([series, layerNormalization(), lstm({ units: 1 }), layerNormalization()]);
    sequential([features, layerNormalization({ epsilon: 1e-5 }), dense({ units: 1 })]);
    // @ts-expect-error still [batch, features]
    sequential([features, layerNormalization(), lstm({ units: 1 })]);
  });

  test('takes no other options, and none of another type', () => {
    // @ts-expect-error the last axis is the only one
    layerNormalization({ axis: 1 });
    // @ts-expect-error misspelled
    layerNormalization({ eps: 1 });
    // @ts-expect-error a flag is true or false
    layerNormalization({ center: 1 });
  });
});
