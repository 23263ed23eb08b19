import type { Layer } from '../../src/layers/index.ts';
import { copy, randomStream } from '../../src/tensor/index.ts';
import { chain } from '../layers/composites.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import { drawIds, drawTensor } from '../math/draw.ts';
import { expectAgreement } from '../math/expectAgreement.ts';
import type { Place } from './recurrentLaws.ts';
import type { Sample } from './samples.ts';
import { fillMasked } from './steps.ts';

/**
 * Steps that `masking` knows by their value are masked as by a mask that comes with the sequence, and
 * such a mask goes on through it.
 */
export function expectMarkedIsMasked({ layers, compute }: Place, sample: Sample): void {
  const { seed, B, T, mask } = sample;
  const lstm = layers.lstm({ units: 3, returnSequences: true });
  const data = drawTensor<number>([B, T, 2], randomStream(seed, 'x'));
  fillMasked(data, mask, 1.5);
  // a step that is like padding in one feature alone is none
  for (let step = 0; step < mask.data.length; step++) {
    if (mask.data[step] === 1) data.data[2 * step + (step % 2)] = 1.5;
  }
  const expected = layerSubject(layers, chain(layers, lstm), 0, { inputs: [{ data, mask }] });
  const marked = chain(layers, layers.masking({ maskValue: 1.5 }), lstm);
  expectAgreement(layerSubject(layers, marked, 0, { inputs: [{ data }] }), expected, compute);
  const joined = chain(layers, layers.masking({ maskValue: 99 }), lstm);
  const spoilt = copy(data);
  fillMasked(spoilt, mask, Number.NaN);
  expectAgreement(
    layerSubject(layers, joined, 0, { inputs: [{ data: spoilt, mask }] }),
    expected,
    compute,
  );
}

/** Steps of id 0 are masked by `maskZero` as by a mask that comes with the ids. */
export function expectZeroIsMasked({ layers, compute }: Place, sample: Sample): void {
  const { seed, B, T, mask } = sample;
  const of = (maskZero: boolean): Layer =>
    chain(
      layers,
      layers.embedding({ inputDim: 6, outputDim: 2, maskZero }),
      layers.lstm({ units: 3, returnSequences: true }),
    );
  const ids = drawIds<number>([B, T], 5, randomStream(seed, 'ids'));
  for (let i = 0; i < ids.data.length; i++) ids.data[i]!++;
  fillMasked(ids, mask, 0);
  expectAgreement(
    layerSubject(layers, of(true), 0, { inputs: [{ data: ids }] }),
    layerSubject(layers, of(false), 0, { inputs: [{ data: ids, mask }] }),
    compute,
  );
}

/** With `maskZero`, a mask that comes with the ids leaves out what it leaves out, too. */
export function expectMasksJoin({ layers, compute }: Place, sample: Sample): void {
  const { seed, B, T, mask } = sample;
  const layer = chain(
    layers,
    layers.embedding({ inputDim: 6, outputDim: 2, maskZero: true }),
    layers.lstm({ units: 3, returnSequences: true }),
  );
  const ids = drawIds<number>([B, T], 6, randomStream(seed, 'ids'));
  const padded = drawIds<number>([B, T], 6, randomStream(seed, 'ids'));
  fillMasked(padded, mask, 0);
  expectAgreement(
    layerSubject(layers, layer, 0, { inputs: [{ data: ids, mask }] }),
    layerSubject(layers, layer, 0, { inputs: [{ data: padded }] }),
    compute,
  );
}
