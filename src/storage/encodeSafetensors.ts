import {
  ConfigError,
  copyElements,
  type Data,
  formatShape,
  isContiguous,
  type NdArrayLike,
  ShapeError,
  sizeOf,
} from '../tensor/index.ts';
import { isWellFormed } from './json.ts';
import {
  allocate,
  bytesOf,
  DTYPES,
  dtypeOf,
  ELEMENT_BYTES,
  LENGTH_BYTES,
  MAX_HEADER_BYTES,
  METADATA_KEY,
  type SafetensorsDtype,
  swapToFileOrder,
} from './safetensors.ts';

/** Things by name: a plain object, a Map, or any list of pairs. */
export type ByName<V> = Readonly<Record<string, V>> | Iterable<readonly [string, V]>;

const SPACE = 0x20;

interface Entry {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly view: NdArrayLike<Data>;
  readonly begin: number;
  readonly end: number;
}

/**
 * The bytes of a safetensors file with these tensors and texts. They depend on the names and the
 * contents alone, not on the order given: tensors stand by element size, large first, then by name
 * (in UTF-16 order), texts by name, and the buffer starts at a multiple of 8 bytes.
 *
 * Tensors are float64, float32, int32 or uint8 views or ndarrays of any stride; they are written
 * in row-major order.
 *
 * @throws ConfigError for a name that comes twice, that is `__metadata__` or not Unicode, for
 * another type of elements, a text that is none, and a header above the format's 100 MB.
 * @throws ShapeError where a view reaches outside of its memory.
 */
export function encodeSafetensors(
  tensors: ByName<NdArrayLike<Data>>,
  metadata: ByName<string> = {},
): Uint8Array {
  const entries = layOut(tensors);
  const header = encodeHeader(entries, metadata);
  const start = LENGTH_BYTES + header.length;
  const bytes = new Uint8Array(start + (entries.at(-1)?.end ?? 0));
  new DataView(bytes.buffer).setUint32(0, header.length, true); // the upper four bytes stay 0
  bytes.set(header, LENGTH_BYTES);
  for (const { dtype, view, begin, end } of entries) {
    bytes.set(bytesOf(rowMajor(dtype, view)), start + begin);
    swapToFileOrder(bytes.subarray(start + begin, start + end), ELEMENT_BYTES[dtype]);
  }
  return bytes;
}

function rowMajor(dtype: SafetensorsDtype, view: NdArrayLike<Data>): Data {
  if (isContiguous(view)) return view.data;
  const elements = allocate(dtype, sizeOf(view.shape));
  copyElements(view, elements);
  return elements;
}

function layOut(tensors: ByName<NdArrayLike<Data>>): Entry[] {
  const named = sortedPairs('tensor', tensors).map(([name, view]) => {
    if (name === METADATA_KEY) throw new ConfigError(`a tensor cannot be named '${METADATA_KEY}'`);
    const dtype = dtypeOf(view.data);
    if (dtype === undefined) {
      throw new ConfigError(
        `tensor '${name}' wants a view of a Float64Array, Float32Array, Int32Array or Uint8Array, ` +
          `got data ${Object.prototype.toString.call(view.data)}`,
      );
    }
    checkBounds(name, view);
    return { name, dtype, view };
  });
  let end = 0;
  return DTYPES.flatMap((dtype) =>
    named
      .filter((entry) => entry.dtype === dtype)
      .map((entry) => {
        const begin = end;
        end += sizeOf(entry.view.shape) * ELEMENT_BYTES[dtype];
        return { ...entry, begin, end };
      }),
  );
}

/** The pairs in the order of their names, each of which occurs once and can be written in UTF-8. */
function sortedPairs<V>(what: string, byName: ByName<V>): (readonly [string, V])[] {
  const pairs = isIterable(byName) ? [...byName] : Object.entries(byName);
  pairs.sort(([a], [b]) => Number(a > b) - Number(a < b));
  for (const [place, [name]] of pairs.entries()) {
    if (name === pairs[place + 1]?.[0]) throw new ConfigError(`${what} '${name}' is given twice`);
    checkText(`the name of ${what} '${name}'`, name);
  }
  return pairs;
}

function isIterable<V>(byName: ByName<V>): byName is Iterable<readonly [string, V]> {
  return Symbol.iterator in byName;
}

function checkText(owner: string, text: unknown): void {
  if (typeof text !== 'string') {
    throw new ConfigError(`${owner} wants to be a string, got ${String(text)}`);
  }
  if (!isWellFormed(text)) {
    throw new ConfigError(`${owner} holds half of a surrogate pair, which UTF-8 cannot say`);
  }
}

function checkBounds(name: string, { data, shape, stride, offset }: NdArrayLike<Data>): void {
  if (shape.some((length) => !Number.isSafeInteger(length) || length < 0)) {
    throw new ShapeError(`tensor '${name}' wants whole sizes from 0, got ${formatShape(shape)}`);
  }
  if (sizeOf(shape) === 0) return;
  let first = offset;
  let last = offset;
  for (const [axis, length] of shape.entries()) {
    const reach = (length - 1) * (stride[axis] ?? Number.NaN);
    first += Math.min(0, reach);
    last += Math.max(0, reach);
  }
  if (first >= 0 && last < data.length) return;
  throw new ShapeError(
    `tensor '${name}' of shape ${formatShape(shape)} reaches from element ${first} to ${last}, ` +
      `got memory of ${data.length}`,
  );
}

function encodeHeader(entries: readonly Entry[], metadata: ByName<string>): Uint8Array {
  const text = headerOf(entries, metadata);
  const utf8 = new TextEncoder().encode(text);
  const length = Math.ceil(utf8.length / 8) * 8; // so that the buffer after it is aligned
  if (length > MAX_HEADER_BYTES) {
    throw new ConfigError(
      `a safetensors header has at most ${MAX_HEADER_BYTES} bytes, got ${length}: ` +
        'put large data into tensors, not into metadata',
    );
  }
  const header = new Uint8Array(length).fill(SPACE);
  header.set(utf8);
  return header;
}

// Written piece by piece: as an object, a tensor named `__proto__` would be lost.
function headerOf(entries: readonly Entry[], metadata: ByName<string>): string {
  const texts = sortedPairs('metadata', metadata).map(([key, text]) => {
    checkText(`metadata '${key}'`, text);
    return `${JSON.stringify(key)}:${JSON.stringify(text)}`;
  });
  const parts = texts.length === 0 ? [] : [`"${METADATA_KEY}":{${texts.join(',')}}`];
  for (const { name, dtype, view, begin, end } of entries) {
    const info = { dtype, shape: view.shape, data_offsets: [begin, end] };
    parts.push(`${JSON.stringify(name)}:${JSON.stringify(info)}`);
  }
  return `{${parts.join(',')}}`;
}
