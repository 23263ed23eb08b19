import {
  checkCount,
  checkNumber,
  checkOptions,
  type FormatOptions,
  formatView,
} from '../tensor/index.ts';
import { viewOf } from './convert.ts';
import type { Numbers } from './numbers.ts';

/**
 * A readable picture: element type, shape, and the elements in columns.
 *
 * Throws a ConfigError unless `precision` is a whole number from 1 to 100 and `edgeItems` a whole
 * number from 1 on.
 */
export function format(x: Numbers, options: FormatOptions = {}): string {
  checkOptions('toString', options, ['precision', 'edgeItems']);
  const { precision = 6, edgeItems = 3 } = options;
  checkNumber(
    'toString',
    'precision',
    precision,
    'to be a whole number from 1 to 100',
    (digits) => {
      return Number.isInteger(digits) && digits >= 1 && digits <= 100;
    },
  );
  checkCount('toString', 'edgeItems', edgeItems);
  return formatView(viewOf('toString', x), { precision, edgeItems });
}
