/** The version of this package, as saved models carry it. */
export const VERSION: string = '0.1.0';
