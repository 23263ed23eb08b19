import type { Mutant } from './mutant.ts';

// Mistakes in either recurrence for which it would have to import more than it does.

const IMPORTS = "\n} from './steps.ts';";
const MORE_IMPORTS = "\n  toBatchMajor,\n  toTimeMajor,\n} from './steps.ts';";

/** The outputs of masked steps are zeros. */
export function givesZeroAtMaskedSteps(file: string): Mutant {
  return {
    why: 'a masked step gives 0',
    edits: [
      { file, find: IMPORTS, replace: MORE_IMPORTS },
      {
        file,
        find: 'const y = sequences ? outputsOf(hs, compute)',
        replace:
          'const y = sequences ? toBatchMajor(toTimeMajor(outputsOf(hs, compute), steps, compute), steps, compute)',
      },
    ],
  };
}

/** The gradients of the outputs of masked steps go nowhere. */
export function dropsMaskedGradients(
  file: string,
  find: string = 'const dys = d.y && swapped(d.y, compute);',
  replace: string = 'const dys = d.y && toTimeMajor(d.y, steps, compute);',
): Mutant {
  return {
    why: 'the gradient of a masked output is dropped',
    edits: [
      { file, find: IMPORTS, replace: MORE_IMPORTS },
      { file, find, replace },
    ],
  };
}
