import { View } from '../../src/tensor/index.ts';
import { drawSequence, layerSubject } from '../layers/layerSubject.ts';
import { type MaskKind, maskOf } from '../math/draw.ts';
import type { Place } from './recurrentLaws.ts';

/** A convolution refuses padding that stands before a step that counts, and says where. */
export function expectPaddingAtEnd({ layers, compute }: Place): void {
  for (const kind of ['prefix', 'interior'] as const satisfies MaskKind[]) {
    const mask = maskOf(kind, 2, 4) ?? new View<2, Uint8Array>(new Uint8Array(8), [2, 4]);
    const inputs = [{ data: drawSequence(2, 4, 2, 0), mask }];
    const layer = layers.conv1d({ filters: 1, kernelSize: 2, padding: 'causal' });
    const subject = layerSubject(layers, layer, 0, { inputs });
    const step = kind === 'prefix' ? 1 : 2;
    const message =
      `conv1d takes masks whose padding is at the end, but row 0 has step ${step} after padding: ` +
      "lay rows out with padSequences(rows, { side: 'end' })";
    let said = 'nothing';
    try {
      subject.begin(compute);
    } catch (error) {
      said = error instanceof Error ? error.message : 'something else';
    }
    if (said !== message) throw new Error(`a ${kind} mask: ${said}`);
  }
}
