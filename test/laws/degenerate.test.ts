import { referenceCompute } from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import { goBack } from '../math/passes.ts';
import { drawStates, RECURRENCES } from './recurrences.ts';

const SIZES = [
  { B: 2, T: 0 },
  { B: 0, T: 3 },
  { B: 0, T: 0 },
  { B: 1, T: 1 },
];

describe.each(RECURRENCES)('$name', (recurrence) => {
  test.each(SIZES)('of $B sequences of $T steps', ({ B, T }) => {
    const states = drawStates(recurrence, B, 0);
    const subject = layerSubject(layers, recurrence.layer(layers, true), 0, {
      inputs: [{ data: recurrence.draw(B, T, 0) }, ...states.map((data) => ({ data }))],
    });
    const begun = subject.begin(referenceCompute('float64'));
    const [y, ...last] = begun.outputs;
    expect(y?.shape).toEqual([B, T, recurrence.outputs]);
    const gradients = goBack(subject, begun, [y, ...states]);
    if (B * T > 0) return; // all that is left to say is that it ran

    expect(last.map(({ data }) => data)).toEqual(states.map(({ data }) => data));
    const [input, ...names] = Object.keys(subject.inputs);
    for (const [name, gradient] of Object.entries(gradients)) {
      const state = names.indexOf(name);
      if (state >= 0) expect(gradient).toEqual(states[state]?.data);
      else if (name === input) expect(gradient.length).toBe(0);
      else expect(gradient.every((value) => value === 0)).toBe(true);
    }
  });
});

const OTHERS = [
  { kind: 'dense', layer: layers.dense({ units: 3, activation: 'softmax' }) },
  { kind: 'activation', layer: layers.activation({ activation: 'softmax' }) },
  { kind: 'masking', layer: layers.masking({}) },
  { kind: 'dropout', layer: layers.dropout({ rate: 0.5 }) },
];

describe.each(OTHERS)('$kind', ({ layer }) => {
  test.each(SIZES)('of $B sequences of $T steps', ({ B, T }) => {
    const { draw } = RECURRENCES[0]!;
    const data = draw(B, T, 0);
    const subject = layerSubject(layers, layer, 0, { inputs: [{ data }], training: true });
    const begun = subject.begin(referenceCompute('float64'));
    expect(begun.outputs[0]?.shape.slice(0, 2)).toEqual([B, T]);
    const gradients = goBack(subject, begun);
    expect(gradients.input?.length).toBe(B * T * 2);
    expect(Object.values(gradients).every((gradient) => gradient.every(Number.isFinite))).toBe(
      true,
    );
  });
});
