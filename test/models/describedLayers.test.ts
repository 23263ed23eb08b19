import {
  activityRegularization,
  add,
  average,
  concatenate,
  conv1d,
  globalAveragePooling1d,
  globalMaxPooling1d,
  type Layer,
  maximum,
  minimum,
  multiply,
  permute,
  repeatVector,
  reshape,
  subtract,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { describeLayer, reviveLayer } from '../../src/models/describe.ts';

const LAYERS: readonly Layer[] = [
  activityRegularization({ l1: 0.25 }),
  add(),
  subtract({ name: 'difference' }),
  multiply(),
  average(),
  maximum(),
  minimum(),
  conv1d({ filters: 2, kernelSize: 3, padding: 'causal', activation: 'relu', dilationRate: 2 }),
  globalAveragePooling1d(),
  globalMaxPooling1d(),
  repeatVector({ n: 3 }),
  reshape({ targetShape: [-1, 2] }),
  permute({ dims: [2, 1], name: 'turned' }),
  concatenate(),
  concatenate({ axis: 1, name: 'row' }),
];

describe('a layer that is described in a file is made again from it', () => {
  test.each(LAYERS.map((layer) => ({ kind: layer.kind, layer })))('$kind', ({ layer }) => {
    const described: unknown = JSON.parse(JSON.stringify(describeLayer(layer)));
    const { kind, name, options, reads } = reviveLayer(described, []);
    expect({ kind, name, options, reads }).toEqual({
      kind: layer.kind,
      name: layer.name,
      options: layer.options,
      reads: layer.reads,
    });
  });
});
