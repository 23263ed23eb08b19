/** What every error of this library extends: one `instanceof` tells ours from the engine's. */
export class UnrolledError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A value has the wrong rank, size or length: `lstm wants [batch, time, features], got [32, 10]`. */
export class ShapeError extends UnrolledError {}

/** A file or its bytes are not what they claim to be: truncated, overlapping, unknown. */
export class FormatError extends UnrolledError {}

/** Calls came in the wrong order, or a result was used after it stopped being valid. */
export class StateError extends UnrolledError {}

/** An option, a label or a combination of them is not possible. */
export class ConfigError extends UnrolledError {}
