import { ConfigError, type FormatOptions, formatView } from '../tensor/index.ts';
import { viewOf } from './convert.ts';
import type { Numbers } from './numbers.ts';
import { checkOptions } from './options.ts';

/**
 * A readable picture: element type, shape, and the elements in columns.
 *
 * Throws a ConfigError unless `precision` is a whole number from 1 to 100 and `edgeItems` a whole
 * number from 1 on.
 */
export function toString(x: Numbers, options: FormatOptions = {}): string {
  checkOptions('toString', options, ['precision', 'edgeItems']);
  const { precision = 1, edgeItems = 1 } = options;
  const whole = Number.isInteger(precision) && Number.isInteger(edgeItems);
  if (!(whole && precision >= 1 && precision <= 100 && edgeItems >= 1)) {
    throw new ConfigError(
      `toString wants a precision from 1 to 100 and edgeItems from 1 on, got ${precision} and ${edgeItems}`,
    );
  }
  return formatView(viewOf('toString', x), options);
}
