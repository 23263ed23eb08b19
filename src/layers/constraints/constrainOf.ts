import { ConfigError, formatShape, type Shape } from '../../tensor/index.ts';
import { alongAxis } from './alongAxis.ts';
import type { Constrain, ConstraintName, ConstraintOption } from './constraint.ts';
import { CONSTRAINT_DEFAULTS, completed } from './factories.ts';

/**
 * What a layer's option stands for: nothing, a name, or a constraint with its options as a factory made it
 * or a file held it.
 *
 * @param owner whose option it is; errors begin with it
 * @param shape of the weight, once it is known
 * @throws ConfigError for an unknown constraint, an unknown option of it or an impossible value, and for an
 * axis that the weight does not have
 */
export function constrainOf(
  option: ConstraintOption,
  owner: string,
  shape?: Shape,
): Constrain | undefined {
  const { kind, options } = partsOf(option);
  const got = String(kind);
  if (kind === null) return undefined;
  if (!isName(kind)) {
    const known = Object.keys(CONSTRAINT_DEFAULTS).join(', ');
    throw new ConfigError(
      `${owner} wants a constraint, got ${got}: take one of ${known}, or one with its ` +
        'options, as in maxNorm({ maxValue: 3 })',
    );
  }
  const whose = `${owner}: ${kind}`;
  const along = (axis: number, wanted: (length: number) => number): Constrain => {
    if (shape !== undefined && shape.at(axis) === undefined) {
      throw new ConfigError(`${whose} wants a weight with axis ${axis}, got ${formatShape(shape)}`);
    }
    return alongAxis(axis, wanted);
  };
  switch (kind) {
    case 'maxNorm': {
      const { maxValue, axis } = completed(kind, whose, options);
      return along(axis, (length) => Math.min(length, maxValue));
    }
    case 'unitNorm':
      return along(completed(kind, whose, options).axis, () => 1);
    case 'minMaxNorm': {
      const { minValue, maxValue, rate, axis } = completed(kind, whose, options);
      return along(axis, (length) => {
        const clipped = Math.max(minValue, Math.min(maxValue, length));
        return rate * clipped + (1 - rate) * length;
      });
    }
    case 'nonNeg':
      completed(kind, whose, options);
      return ({ data }) => {
        for (let i = 0; i < data.length; i++) if (data[i]! < 0) data[i] = 0;
      };
  }
}

/** The parts of what should be a constraint, as files and plain JavaScript may hold anything. */
function partsOf(given: unknown): { kind: unknown; options: object } {
  if (typeof given !== 'object' || given === null || !('kind' in given)) {
    return { kind: given, options: {} };
  }
  const { kind, ...options } = given;
  return { kind, options };
}

function isName(kind: unknown): kind is ConstraintName {
  return typeof kind === 'string' && Object.hasOwn(CONSTRAINT_DEFAULTS, kind);
}
