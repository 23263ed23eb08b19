import { type Compute, referenceCompute } from 'unrolled/math';
import { copy, type Tensor, zeros } from '../../src/tensor/index.ts';
import { expectBits } from './closeness.ts';
import { cotangentsOf, goBack } from './passes.ts';
import { present, type Subject } from './subject.ts';

/**
 * Throws unless a forward and a backward pass keep the rules of the layer contract: gradients of
 * weights are added to what is there, nothing that was given is written to, passes that were begun
 * do not disturb each other, an undefined gradient is one of zeros, twice the gradient gives twice
 * the gradients, and `inputGradient: false` saves work but changes no gradient of a weight.
 */
export function expectContract(
  draw: (seed: number) => Subject,
  compute: Compute = referenceCompute('float64'),
): void {
  const subject = draw(0);
  expectUntouched(subject, compute);
  expectAdding(subject, compute);
  expectUndefinedMeansZero(subject, compute);
  expectSkipping(subject, compute);
  expectLinear(subject, compute);
  expectIndependence(draw(1), draw(2), compute);
}

/** Inputs, weights, ids, masks and the gradients that come in keep their bits. */
function expectUntouched({ weights, inputs, constants, begin }: Subject, compute: Compute): void {
  const given = [
    ...present(weights),
    ...present(inputs),
    ...constants.flatMap((view, i) => (view ? [[`constant ${i}`, view] as const] : [])),
  ];
  const kept = given.map(([name, view]) => ({ name, view, before: view.data.slice() }));
  const begun = begin(compute);
  const d = cotangentsOf(begun);
  const outputs = begun.outputs.map(({ data }) => data.slice());
  const before = d.map(({ data }) => data.slice());
  begun.backward(d);
  for (const { name, view, before } of kept) expectBits(view.data, before, `${name} afterwards`);
  for (const [i, { data }] of d.entries())
    expectBits(data, before[i] ?? [], `gradient ${i} afterwards`);
  for (const [i, { data }] of begun.outputs.entries()) {
    expectBits(data, outputs[i] ?? [], `output ${i} afterwards`);
  }
}

/** Going back twice doubles the gradients of the weights. */
function expectAdding(subject: Subject, compute: Compute): void {
  const once = gradientsOf(subject, compute);
  const begun = subject.begin(compute);
  begun.backward(cotangentsOf(begun));
  for (const [name, { data }] of present(subject.grads)) {
    for (const [i, value] of data.entries()) {
      const expected = 2 * (once[name]?.[i] ?? Number.NaN);
      const distance = Math.abs(value - expected);
      if (!(distance <= 1e-12 * Math.max(Math.abs(value), Math.abs(expected)))) {
        throw new Error(`${name}[${i}] is ${value} after going back twice, expected ${expected}`);
      }
    }
  }
}

/** A gradient left out does what zeros do. */
function expectUndefinedMeansZero(subject: Subject, compute: Compute): void {
  const d = cotangentsOf(subject.begin(compute));
  for (let left = 0; left < d.length; left++) {
    const zero = d.map((tensor, i) => (i === left ? zeros(tensor.shape, 'float64') : tensor));
    const without = d.map((tensor, i) => (i === left ? undefined : tensor));
    const expected = gradientsOf(subject, compute, zero);
    const actual = gradientsOf(subject, compute, without);
    for (const [name, numbers] of Object.entries(expected)) {
      for (const [i, value] of numbers.entries()) {
        const found = actual[name]?.[i] ?? 0;
        if (found !== value) {
          throw new Error(
            `${name}[${i}] is ${found} without gradient ${left}, ${value} with zeros`,
          );
        }
      }
    }
  }
}

/** Without the gradient of the input, those of the weights and states are the same. */
function expectSkipping(subject: Subject, compute: Compute): void {
  const { skipped = [] } = subject;
  const full = gradientsOf(subject, compute);
  const lean = gradientsOf(subject, compute, undefined, false);
  for (const [name, numbers] of Object.entries(full)) {
    if (!skipped.includes(name)) {
      expectBits(lean[name], numbers, `the gradient of ${name} without that of the input`);
    } else if (lean[name] !== undefined) {
      throw new Error(`${name} got a gradient that nobody asked for`);
    }
  }
}

/** Twice what comes in gives twice what goes out, to the bit, and nothing gives nothing. */
function expectLinear(subject: Subject, compute: Compute): void {
  const d = cotangentsOf(subject.begin(compute));
  const once = gradientsOf(subject, compute, d);
  for (const factor of [0, 2]) {
    const scaled = d.map((tensor) => {
      const copied = copy(tensor);
      for (let i = 0; i < copied.data.length; i++) copied.data[i]! *= factor;
      return copied;
    });
    const found = gradientsOf(subject, compute, scaled);
    for (const [name, numbers] of Object.entries(once)) {
      for (const [i, value] of numbers.entries()) {
        if (found[name]?.[i] !== factor * value) {
          throw new Error(
            `${name}[${i}] is ${found[name]?.[i]} for ${factor} times the gradient that gave ${value}`,
          );
        }
      }
    }
  }
}

/** Two passes begun before either goes back give what each gives alone. */
function expectIndependence(a: Subject, b: Subject, compute: Compute): void {
  const alone = [gradientsOf(a, compute), gradientsOf(b, compute)];
  const first = a.begin(compute);
  const second = b.begin(compute);
  const together = [goBack(a, first), goBack(b, second)];
  for (const [k, expected] of alone.entries()) {
    for (const [name, numbers] of Object.entries(expected)) {
      expectBits(together[k]?.[name], numbers, `the gradient of ${name}, begun beside another,`);
    }
  }
}

/** All gradients of a new pass. */
function gradientsOf(
  subject: Subject,
  compute: Compute,
  d?: readonly (Tensor | undefined)[],
  inputGradient = true,
): Record<string, Float64Array> {
  return goBack(subject, subject.begin(compute, inputGradient), d);
}
