import { vi } from 'vitest';

/** What makes memory: typed arrays, views and buffers. */
const CONSTRUCTORS = [
  ...(['ArrayBuffer', 'SharedArrayBuffer', 'DataView'] as const),
  ...(['Float32Array', 'Float64Array', 'Int8Array', 'Int16Array', 'Int32Array'] as const),
  ...(['Uint8Array', 'Uint8ClampedArray', 'Uint16Array', 'Uint32Array'] as const),
  ...(['BigInt64Array', 'BigUint64Array'] as const),
] as const;

/** Methods of typed arrays and buffers that make others without asking for a constructor by name. */
const METHODS = ['subarray', 'slice', 'map', 'filter'];

/** Every array, view and buffer that is made from now on goes into a list, until it is stopped. */
export interface ArrayCount {
  /** What was made, as `Float32Array` or `subarray`, since this was asked last. */
  readonly made: () => string[];
  /** Leaves everything as it was. */
  readonly stop: () => void;
}

/** Counts arrays, views and buffers, by standing in for all that makes them. */
export function countArrays(): ArrayCount {
  const made: string[] = [];
  for (const name of CONSTRUCTORS) {
    vi.stubGlobal(
      name,
      new Proxy(globalThis[name], {
        construct(target, given: unknown[], newTarget): object {
          made.push(name);
          const result: unknown = Reflect.construct(target, given, newTarget);
          if (typeof result !== 'object' || result === null) throw new TypeError(`not a ${name}`);
          return result;
        },
      }),
    );
  }
  const restore = [Object.getPrototypeOf(Float32Array.prototype), ArrayBuffer.prototype].flatMap(
    (prototype: object) => METHODS.map((name) => watchMethod(prototype, name, made)),
  );
  made.length = 0;
  return {
    made: () => made.splice(0),
    stop() {
      for (const undo of restore) undo();
      vi.unstubAllGlobals();
    },
  };
}

/** Notes each call of a method, if there is one; returns what undoes it. */
function watchMethod(prototype: object, name: string, made: string[]): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  const method: unknown = descriptor?.value;
  if (descriptor === undefined || typeof method !== 'function') return () => {};
  Object.defineProperty(prototype, name, {
    ...descriptor,
    value(this: unknown, ...given: unknown[]): unknown {
      made.push(name);
      return Reflect.apply(method, this, given);
    },
  });
  return () => {
    Object.defineProperty(prototype, name, descriptor);
  };
}
