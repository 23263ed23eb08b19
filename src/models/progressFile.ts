import { isJsonObject } from '../storage/json.ts';
import { FormatError, type Tensor } from '../tensor/index.ts';
import type { CallbackProgress, NamedCallbackState } from './callbackProgress.ts';

/** What callbacks have counted, as plain JSON: of their tensors the shapes. */
export function describeProgress({ initialEpoch, states }: CallbackProgress): object {
  const described = states.map(({ name, values, tensors = [] }) => ({
    name,
    values,
    tensors: tensors.map(({ shape }) => shape),
  }));
  return { initialEpoch, states: described };
}

/** The tensors that callbacks keep, as a file names them: `callback/0/1` is the second of the first. */
export function progressTensors({
  states,
}: CallbackProgress): (readonly [name: string, tensor: Tensor])[] {
  return states.flatMap(({ tensors = [] }, i) =>
    tensors.map((tensor, t): readonly [string, Tensor] => [nameOf(i, t), tensor]),
  );
}

/**
 * What callbacks had counted, from a file; `take` gives a tensor.
 *
 * @throws FormatError if the JSON is not what was saved
 */
export function restoreProgress(
  json: unknown,
  take: (name: string, shape: readonly number[]) => Tensor,
): CallbackProgress {
  if (isJsonObject(json)) {
    const { initialEpoch, states } = json;
    if (typeof initialEpoch === 'number' && Array.isArray(states) && states.every(isDescribed)) {
      const restored = states.map(({ name, values, tensors }, i): NamedCallbackState => {
        return { name, values, tensors: tensors.map((shape, t) => take(nameOf(i, t), shape)) };
      });
      return { initialEpoch, states: restored };
    }
  }
  throw new FormatError(
    `the file has ${JSON.stringify(json)} where { initialEpoch, states } of callbacks belong`,
  );
}

function nameOf(state: number, tensor: number): string {
  return `callback/${state}/${tensor}`;
}

interface Described {
  readonly name: string;
  readonly values: Readonly<Record<string, number>>;
  readonly tensors: readonly (readonly number[])[];
}

function isDescribed(value: unknown): value is Described {
  if (!isJsonObject(value) || typeof value.name !== 'string') return false;
  const { values, tensors } = value;
  const areShapes = Array.isArray(tensors) && tensors.every(isShape);
  return isJsonObject(values) && Object.values(values).every(Number.isFinite) && areShapes;
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isInteger(size) && size >= 0);
}
