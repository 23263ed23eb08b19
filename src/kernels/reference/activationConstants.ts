// Constants of activations, in the precision that is computed in.

/** The slope of `leakyRelu` below 0, Keras' default. */
export const LEAK = 0.2;

/** The scale λ of `selu` (Klambauer et al. 2017). */
export const SELU_SCALE = 1.0507009873554805;

/** λα of `selu`: what it comes down to, with its sign turned. */
export const SELU_FLOOR: number = SELU_SCALE * 1.6732632423543772;

/** LEAK in float32. */
export const LEAK_FLOAT32: number = Math.fround(LEAK);

/** SELU_SCALE in float32. */
export const SELU_SCALE_FLOAT32: number = Math.fround(SELU_SCALE);

/** SELU_FLOOR in float32. */
export const SELU_FLOOR_FLOAT32: number = Math.fround(SELU_FLOOR);
