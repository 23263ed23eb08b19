import { ConfigError, type Data, FormatError, formatShape, View } from '../tensor/index.ts';
import { checkOptions } from '../tensor/options.ts';
import { allocate, bytesOf, ELEMENT_BYTES, swapToFileOrder } from './safetensors.ts';
import { readHeader, type TensorInfo } from './safetensorsHeader.ts';

/** How a safetensors file is read. */
export interface DecodeOptions {
  /** Whether a NaN or an infinity is a FormatError; false by default. */
  readonly finite?: boolean;
}

/** What a safetensors file holds. */
export interface SafetensorsFile {
  /** In the order of the file, each with memory of its own. */
  readonly tensors: ReadonlyMap<string, View<number, Data>>;
  /** The texts under `__metadata__`; empty where there are none. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads the bytes of a safetensors file with tensors of F32, F64, I32 and U8. Every tensor is a
 * copy, so it may start anywhere in the file and `bytes` may be used for something else after.
 *
 * @throws FormatError where the bytes are not exactly what the format asks for, or hold another
 * element type; it says what is wrong and where. Nothing is allocated before all but the numbers
 * was checked.
 */
export function decodeSafetensors(bytes: Uint8Array, options: DecodeOptions = {}): SafetensorsFile {
  checkArguments(bytes, options);
  const { tensors: infos, metadata, bufferStart } = readHeader(bytes);
  const tensors = new Map<string, View<number, Data>>();
  for (const info of infos) {
    const view = readTensor(bytes, bufferStart, info);
    if (options.finite === true) checkFinite(info.name, view);
    tensors.set(info.name, view);
  }
  return { tensors, metadata };
}

function readTensor(bytes: Uint8Array, start: number, info: TensorInfo): View<number, Data> {
  const { dtype, shape, begin, end } = info;
  const data = allocate(dtype, (end - begin) / ELEMENT_BYTES[dtype]);
  const raw = bytesOf(data);
  raw.set(bytes.subarray(start + begin, start + end));
  swapToFileOrder(raw, ELEMENT_BYTES[dtype]);
  return new View<number, Data>(data, shape);
}

function checkFinite(name: string, { data, shape, stride }: View<number, Data>): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const index = shape.map((length, axis) => Math.floor(at / (stride[axis] ?? 1)) % length);
  throw new FormatError(
    `safetensors: tensor '${name}' has ${data[at] ?? Number.NaN} at ${formatShape(index)}`,
  );
}

function checkArguments(bytes: unknown, options: object): void {
  if (!(bytes instanceof Uint8Array)) {
    throw new ConfigError(
      `decodeSafetensors wants a Uint8Array, got ${Object.prototype.toString.call(bytes)}: ` +
        'wrap an ArrayBuffer with new Uint8Array(buffer)',
    );
  }
  checkOptions('decodeSafetensors', options, ['finite']);
}
