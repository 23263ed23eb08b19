import { ConfigError } from '../../tensor/index.ts';
import { checkList, checkNumber } from '../../tensor/options.ts';
import { checkRate, defineSchedule, type ScheduleFactory } from './defineSchedule.ts';

/**
 * A rate that is one of some. After t updates
 *
 *     η = values[i], where boundaries[i − 1] < t ≤ boundaries[i]
 *
 * the first up to its boundary, the last beyond all of them.
 *
 * @throws ConfigError for an unknown, missing or impossible option
 */
export const piecewiseConstantDecay: ScheduleFactory<'piecewiseConstantDecay'> = defineSchedule({
  kind: 'piecewiseConstantDecay',
  required: ['boundaries', 'values'],
  defaults: {},
  check({ boundaries, values }, owner) {
    checkList(owner, 'boundaries', boundaries);
    checkList(owner, 'values', values);
    if (values.length !== boundaries.length + 1) {
      throw new ConfigError(
        `${owner} wants one value more than boundaries, ${boundaries.length + 1}, got ${values.length}`,
      );
    }
    for (const [i, boundary] of boundaries.entries()) {
      const least = boundaries[i - 1];
      const wanted = least === undefined ? '>= 0' : `> ${least}, the one before`;
      checkNumber(owner, `boundaries[${i}]`, boundary, wanted, (steps) =>
        least === undefined ? steps >= 0 : steps > least,
      );
    }
    for (const [i, value] of values.entries()) checkRate(owner, `values[${i}]`, value);
  },
  rate:
    ({ boundaries, values }) =>
    (t) => {
      const i = boundaries.findIndex((boundary) => t <= boundary);
      return values[i < 0 ? boundaries.length : i]!;
    },
});
