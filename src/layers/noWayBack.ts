import { StateError } from '../tensor/index.ts';

/** The error of a way back from a pass in which the layer at `path` was not to keep anything. */
export function withoutWayBack(path: string): StateError {
  return new StateError(
    `${path} has no way back from a pass with keeps: false, in which it kept nothing: begin one without it`,
  );
}
