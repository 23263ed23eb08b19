import type { Data } from '../tensor/index.ts';

// The format: 8 bytes with the length N of the header, little-endian; N bytes of JSON,
// { "<name>": { "dtype", "shape", "data_offsets": [begin, end] }, …, "__metadata__": { … } };
// then the buffer that the offsets count in. Numbers are little-endian, tensors row-major.
// Source: https://github.com/huggingface/safetensors, section "Format" of its README.

/** How many bytes tell the length of the header. */
export const LENGTH_BYTES = 8;

/** The longest header the format allows, in bytes. */
export const MAX_HEADER_BYTES = 100_000_000;

/** The key of the header that holds texts instead of a tensor. */
export const METADATA_KEY = '__metadata__';

/** The element types that are read and written, by their names in the file. */
export type SafetensorsDtype = 'F64' | 'F32' | 'I32' | 'U8';

/** The names in the order in which files hold them: large elements first, so that all are aligned. */
export const DTYPES: readonly SafetensorsDtype[] = ['F64', 'F32', 'I32', 'U8'];

/** The names of the format that have no typed array among our tensors. */
export const OTHER_DTYPES: readonly string[] = [
  ...['BOOL', 'F4', 'F6_E2M3', 'F6_E3M2', 'F8_E4M3', 'F8_E5M2', 'F8_E8M0', 'I8'],
  ...['I16', 'U16', 'F16', 'BF16', 'U32', 'I64', 'U64', 'C64'],
];

/** The bytes of one element. */
export const ELEMENT_BYTES: Readonly<Record<SafetensorsDtype, number>> = {
  F64: 8,
  F32: 4,
  I32: 4,
  U8: 1,
};

/** Fresh memory for elements of a type. */
export function allocate(dtype: SafetensorsDtype, length: number): Data {
  if (dtype === 'F64') return new Float64Array(length);
  if (dtype === 'F32') return new Float32Array(length);
  return dtype === 'I32' ? new Int32Array(length) : new Uint8Array(length);
}

/** The type of the elements of some memory; undefined where the file has no name for it here. */
export function dtypeOf(data: unknown): SafetensorsDtype | undefined {
  if (data instanceof Float64Array) return 'F64';
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Int32Array) return 'I32';
  return data instanceof Uint8Array ? 'U8' : undefined;
}

/** The memory of a typed array as bytes. */
export function bytesOf(data: Data): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

const MACHINE_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Turns elements between the order of this machine's bytes and the file's, in place. */
export function swapToFileOrder(
  bytes: Uint8Array,
  elementBytes: number,
  machineIsLittleEndian: boolean = MACHINE_IS_LITTLE_ENDIAN,
): void {
  if (machineIsLittleEndian) return;
  for (let at = 0; at < bytes.length; at += elementBytes) {
    bytes.subarray(at, at + elementBytes).reverse();
  }
}
