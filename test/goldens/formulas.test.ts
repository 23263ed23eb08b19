import { describe, test } from 'vitest';
import { checkBeamSearch } from './checks/beamSearch.ts';
import { checkMetric } from './checks/metrics.ts';
import { checkConstraint, checkRegularizer } from './checks/penalties.ts';
import { type Golden, readGoldens } from './goldens.ts';

const CHECKS: readonly { family: string; check: (golden: Golden) => void | Promise<void> }[] = [
  { family: 'metrics', check: checkMetric },
  { family: 'regularizers', check: checkRegularizer },
  { family: 'constraints', check: checkConstraint },
  { family: 'beamSearch', check: checkBeamSearch },
];

describe.each(CHECKS)('$family agrees with its definition, written in Python', (one) => {
  test.each(readGoldens(one.family))('$name', async (golden) => {
    await one.check(golden);
  });
});
