import type { NamedWeightSpec, WeightStore } from '../layers/index.ts';
import {
  ConfigError,
  copy,
  type Dims,
  type FloatArray,
  type Tensor,
  View,
} from '../tensor/index.ts';

/**
 * A weight, or one gate of it, by name: `lstm/kernel`, `lstm/kernel.f`. A view of the values in use.
 *
 * @throws ConfigError if there is no such weight or gate
 */
export function weightNamed(store: WeightStore, name: string): Tensor {
  const dot = name.lastIndexOf('.');
  const exact = store.specs.find(({ path }) => path === name);
  if (exact !== undefined || dot < 0) return store.weight(name);
  const path = name.slice(0, dot);
  const whole = store.weight(path);
  const spec = store.specs.find((candidate) => candidate.path === path);
  return gateOf(whole, spec, name.slice(dot + 1));
}

function gateOf(whole: Tensor, spec: NamedWeightSpec | undefined, gate: string): Tensor {
  const gates = spec?.gates ?? [];
  const at = gates.indexOf(gate);
  if (at < 0) {
    const known = gates.length === 0 ? 'it has none' : `its gates are ${gates.join(', ')}`;
    throw new ConfigError(`weight ${spec?.path} has no gate '${gate}'; ${known}`);
  }
  const size = (whole.shape.at(-1) ?? 0) / gates.length;
  const shape: Dims<number> = [...whole.shape.slice(0, -1), size];
  return new View<number, FloatArray>(whole.data, shape, whole.stride, at * size);
}

/** Writes `values` into a view, element by element. */
export function assign(view: Tensor, values: Tensor): void {
  const from = copy(values).data;
  let next = 0;
  const write = (axis: number, at: number): void => {
    const length = view.shape[axis];
    if (length === undefined) {
      view.data[at] = from[next++] ?? Number.NaN;
      return;
    }
    for (let i = 0; i < length; i++) write(axis + 1, at + i * (view.stride[axis] ?? 0));
  };
  write(0, view.offset);
}
