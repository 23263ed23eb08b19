import { defineInitializer, type InitializerFactory } from './defineInitializer.ts';

/**
 * All values 0.
 *
 * @throws ConfigError for any option
 */
export const zeros: InitializerFactory<'zeros'> = defineInitializer({
  kind: 'zeros',
  defaults: {},
  fill: () => (out) => {
    out.fill(0);
  },
});

/**
 * All values 1.
 *
 * @throws ConfigError for any option
 */
export const ones: InitializerFactory<'ones'> = defineInitializer({
  kind: 'ones',
  defaults: {},
  fill: () => (out) => {
    out.fill(1);
  },
});

/**
 * All values `value`.
 *
 * @throws ConfigError for an unknown option, or a value that is not a finite number
 */
export const constant: InitializerFactory<'constant'> = defineInitializer({
  kind: 'constant',
  defaults: { value: 0 },
  fill:
    ({ value }) =>
    (out) => {
      out.fill(value);
    },
});
