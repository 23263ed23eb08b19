import {
  add,
  average,
  concatenate,
  type Layer,
  maximum,
  minimum,
  multiply,
  subtract,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { describeLayer, reviveLayer } from '../../src/models/describe.ts';

const LAYERS: readonly Layer[] = [
  add(),
  subtract({ name: 'difference' }),
  multiply(),
  average(),
  maximum(),
  minimum(),
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
