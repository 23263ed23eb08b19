import { type Clipping, clipGradients } from '../../../src/training/clipping.ts';
import { expectGolden, type Golden, scalar } from '../goldens.ts';

/** Clipped gradients, their norm before, and whether anything changed, of one case of `clipping`. */
export function checkClipping(
  { config, inputs, outputs }: Golden,
  clip: typeof clipGradients = clipGradients,
): void {
  const { names } = inputs;
  const grads = names.map((name) => inputs.floats(name));
  const { norm, clipped } = clip(grads, clippingOf(config));
  for (const [i, name] of names.entries()) expectGolden(grads[i], outputs.floats(name), name);
  expectGolden(scalar(norm), outputs.floats('norm'), 'norm');
  if (clipped !== (outputs.scalar('clipped') === 1)) throw new Error(`clipped is ${clipped}`);
}

function clippingOf({ clipValue, clipNorm, globalClipNorm }: Golden['config']): Clipping {
  if (typeof clipValue === 'number') return { clipValue };
  if (typeof clipNorm === 'number') return { clipNorm };
  if (typeof globalClipNorm === 'number') return { globalClipNorm };
  throw new Error('a case of clipping wants a limit');
}
