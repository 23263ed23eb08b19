import fc from 'fast-check';
import type { Compute } from 'unrolled/math';
import { type Golden, readGoldens } from '../goldens/goldens.ts';
import type { LookupPlace } from '../laws/lookupLaws.ts';
import type { LossPlace } from '../laws/lossLaws.ts';
import { RECURRENCES, type Recurrence } from '../laws/recurrences.ts';
import {
  expectChunkedIsWhole,
  expectLastOfSequence,
  expectPaddedIsTruncated,
  type Place,
} from '../laws/recurrentLaws.ts';
import { SAMPLES, type Sample, SEEDED } from '../laws/samples.ts';
import type { LayerCase } from '../layers/cases/layerCase.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import { expectContract } from '../math/expectContract.ts';
import { expectGradients } from '../math/expectGradients.ts';
import type { MathRoom, PairCase } from '../math/pairs/room.ts';
import { expectNothingUnwrittenIsRead, poisoned } from '../math/poison.ts';
import type { Subject } from '../math/subject.ts';
import type { Library } from './load.ts';

/** A check that the tests make of the library, and that an edited copy can be put to. */
export interface Check {
  readonly name: string;
  /** Throws if the library fails. */
  readonly run: (library: Library) => void;
}

/** Numbers of another implementation. */
export function goldens(family: string, check: (golden: Golden, room: MathRoom) => void): Check {
  return {
    name: `goldens of ${family}`,
    run({ math }) {
      for (const golden of readGoldens(family)) check(golden, math);
    },
  };
}

/** The checks of pairs: gradients, contract, and that nothing is read before it is written. */
export function pairs(what: string, cases: readonly PairCase[]): Check[] {
  const subjects = ({ math }: Library): Drawn[] =>
    cases.map(
      ({ subject }) =>
        (seed) =>
          subject(math, seed),
    );
  return [
    {
      name: `nothing unwritten, ${what}`,
      run(library) {
        const compute = computeOf(library);
        for (const draw of subjects(library)) expectNothingUnwrittenIsRead(draw(0), compute);
      },
    },
    ...contractAndGradients(what, subjects),
  ];
}

/** Contract and gradients of layers. */
export function layers(what: string, cases: readonly LayerCase[]): Check[] {
  return contractAndGradients(`layers: ${what}`, ({ layers: room }) =>
    cases.map(
      ({ layer, run }) =>
        (seed) =>
          layerSubject(room, layer(room), seed, run(seed)),
    ),
  );
}

type Where = Place & LossPlace & LookupPlace;

type Drawn = (seed: number) => Subject;

function contractAndGradients(what: string, subjects: (library: Library) => Drawn[]): Check[] {
  return [
    {
      name: `contract, ${what}`,
      run(library) {
        const compute = poisoned(computeOf(library));
        for (const draw of subjects(library)) expectContract(draw, compute);
      },
    },
    {
      name: `gradients, ${what}`,
      run(library) {
        const compute = computeOf(library);
        for (const draw of subjects(library)) expectGradients(draw, compute);
      },
    },
  ];
}

/** A law that is tried once. */
export function once(name: string, holds: (place: Where) => void): Check {
  return { name, run: (library) => holds(placeOf(library)) };
}

/** A law that is tried on batches of any size with any mask. */
export function law(name: string, holds: (place: Where, sample: Sample) => void): Check {
  return {
    name,
    run(library) {
      const place = placeOf(library);
      fc.assert(
        fc.property(SAMPLES, (sample) => holds(place, sample)),
        { ...SEEDED, numRuns: 20, endOnFailure: true },
      );
    },
  };
}

/** The laws of the recurrence with this name. */
export function recurrentLaws(wanted: Recurrence['name']): Check[] {
  const found = RECURRENCES.filter(({ name }) => name === wanted);
  if (found.length !== 1) throw new Error(`${found.length} recurrences are called ${wanted}`);
  return found.flatMap((recurrence) => [
    law(`padded ≡ truncated, ${wanted}`, (place, sample) =>
      expectPaddedIsTruncated(place, recurrence, sample),
    ),
    law(`last ≡ last of sequence, ${wanted}`, (place, sample) =>
      expectLastOfSequence(place, recurrence, sample),
    ),
    law(`chunked ≡ whole, ${wanted}`, (place, sample) =>
      expectChunkedIsWhole(place, recurrence, sample, 3),
    ),
  ]);
}

/** The reference kernels of the library, in float64. */
function computeOf({ math }: Library): Compute {
  return math.referenceCompute('float64');
}

function placeOf(library: Library): Where {
  return { math: library.math, layers: library.layers, compute: computeOf(library) };
}
