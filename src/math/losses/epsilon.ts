/** Keras' ε: what keeps a loss from dividing by 0, and from the logarithm of 0. */
export const EPSILON = 1e-7;
