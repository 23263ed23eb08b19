import { ConfigError, formatShape, type Shape } from '../../tensor/index.ts';
import { elementwise } from './elementwise.ts';
import { completed, REGULARIZER_DEFAULTS } from './factories.ts';
import { orthogonality } from './orthogonality.ts';
import type { Penalty, RegularizerName, RegularizerOption } from './regularizer.ts';

/**
 * What a layer's option stands for: nothing, a name, or a regularizer with its options as a factory made it
 * or a file held it.
 *
 * @param owner whose option it is; errors begin with it
 * @param shape of the weight, once it is known
 * @throws ConfigError for an unknown regularizer, an unknown option of it or an impossible value, and for
 * one that is not made for such a shape
 */
export function penaltyOf(
  option: RegularizerOption,
  owner: string,
  shape?: Shape,
): Penalty | undefined {
  const { kind, options } = partsOf(option);
  const got = String(kind);
  if (kind === null) return undefined;
  if (!isName(kind)) {
    const known = Object.keys(REGULARIZER_DEFAULTS).join(', ');
    throw new ConfigError(
      `${owner} wants a regularizer, got ${got}: take one of ${known}, or one with its ` +
        'options, as in l2({ l2: 0.001 })',
    );
  }
  const whose = `${owner}: ${kind}`;
  switch (kind) {
    case 'l1':
      return elementwise(completed(kind, whose, options).l1, 0);
    case 'l2':
      return elementwise(0, completed(kind, whose, options).l2);
    case 'l1l2': {
      const { l1, l2 } = completed(kind, whose, options);
      return elementwise(l1, l2);
    }
    case 'orthogonalRegularizer': {
      const { factor, mode } = completed(kind, whose, options);
      if (shape !== undefined && shape.length !== 2) {
        throw new ConfigError(
          `${whose} wants a matrix [rows, columns], got a weight ${formatShape(shape)}: take l2`,
        );
      }
      return orthogonality(factor, mode);
    }
  }
}

/** The parts of what should be a regularizer, as files and plain JavaScript may hold anything. */
function partsOf(given: unknown): { kind: unknown; options: object } {
  if (typeof given !== 'object' || given === null || !('kind' in given)) {
    return { kind: given, options: {} };
  }
  const { kind, ...options } = given;
  return { kind, options };
}

function isName(kind: unknown): kind is RegularizerName {
  return typeof kind === 'string' && Object.hasOwn(REGULARIZER_DEFAULTS, kind);
}
