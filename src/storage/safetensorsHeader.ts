import { FormatError, formatShape } from '../tensor/index.ts';
import { findDuplicateKey, isJsonObject, isWellFormed } from './json.ts';
import {
  DTYPES,
  ELEMENT_BYTES,
  LENGTH_BYTES,
  MAX_HEADER_BYTES,
  METADATA_KEY,
  OTHER_DTYPES,
  type SafetensorsDtype,
} from './safetensors.ts';

/** What the header says of one tensor; the offsets count from the start of the buffer. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: number[];
  readonly begin: number;
  readonly end: number;
}

/** A header found valid for its file. */
export interface Header {
  /** In the order of the buffer, which they cover without a hole. */
  readonly tensors: readonly TensorInfo[];
  readonly metadata: Map<string, string>;
  /** Where the buffer starts in the file. */
  readonly bufferStart: number;
}

const KEYS = ['dtype', 'shape', 'data_offsets'];

/** Reads and checks all of a file but its numbers; a FormatError says what is wrong and where. */
export function readHeader(bytes: Uint8Array): Header {
  const bufferStart = LENGTH_BYTES + headerLength(bytes);
  const json = decodeUtf8(bytes.subarray(LENGTH_BYTES, bufferStart));
  const tensors: TensorInfo[] = [];
  let metadata = new Map<string, string>();
  for (const [name, value] of Object.entries(parseHeader(json))) {
    if (!isWellFormed(name)) refuse(`the name ${JSON.stringify(name)} is not Unicode`);
    if (name === METADATA_KEY) metadata = readMetadata(value);
    else tensors.push(readInfo(name, value));
  }
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCoverage(tensors, bytes.length - bufferStart);
  return { tensors, metadata, bufferStart };
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) {
    refuse(`wanted at least ${LENGTH_BYTES} bytes, got ${bytes.length}: the file is cut off`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > MAX_HEADER_BYTES) {
    refuse(
      `a header has at most ${MAX_HEADER_BYTES} bytes, this one says ${length}: this may be another kind of file`,
    );
  }
  if (LENGTH_BYTES + length > bytes.length) {
    const got = bytes.length - LENGTH_BYTES;
    refuse(`the header says it has ${length} bytes, but ${got} follow: the file is cut off`);
  }
  return length;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError('safetensors: the header is not UTF-8', { cause });
  }
}

function parseHeader(json: string): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(json);
  } catch (cause) {
    throw new FormatError('safetensors: the header is not JSON', { cause });
  }
  if (!isJsonObject(header) || !json.startsWith('{')) {
    refuse(`the header begins with ${JSON.stringify(json.slice(0, 8))}, not with '{'`);
  }
  const twice = findDuplicateKey(json);
  if (twice !== undefined) refuse(`the header has the key '${twice}' twice`);
  return header;
}

function readMetadata(value: unknown): Map<string, string> {
  if (!isJsonObject(value)) refuse(`${METADATA_KEY} is not an object of texts`);
  const metadata = new Map<string, string>();
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') refuse(`metadata '${key}' is not a text`);
    if (!isWellFormed(key) || !isWellFormed(text))
      refuse(`metadata ${JSON.stringify(key)} is not Unicode`);
    metadata.set(key, text);
  }
  return metadata;
}

function readInfo(name: string, info: unknown): TensorInfo {
  const owner = `tensor '${name}'`;
  if (!isJsonObject(info)) refuse(`${owner} is not described by an object`);
  const strange = Object.keys(info).find((key) => !KEYS.includes(key));
  if (strange !== undefined) refuse(`${owner} has an unknown key '${strange}'`);
  const { dtype: dtypeName, shape, data_offsets: offsets } = info;

  const dtype = DTYPES.find((known) => known === dtypeName);
  if (dtype === undefined) {
    const valid = OTHER_DTYPES.some((other) => other === dtypeName);
    const what = valid ? 'a valid dtype that is not read here' : 'no dtype of the format';
    refuse(`${owner} wants dtype ${DTYPES.join(', ')}, got ${show(dtypeName)}, ${what}`);
  }
  if (!isWholeNumbers(shape)) refuse(`${owner} wants a shape of whole numbers, got ${show(shape)}`);
  if (!isWholeNumbers(offsets) || offsets.length !== 2) {
    refuse(`${owner} wants data_offsets [begin, end], got ${show(offsets)}`);
  }

  const [begin = 0, end = 0] = offsets;
  const wanted = bytesNeeded(owner, shape, dtype);
  if (end - begin !== wanted) {
    refuse(
      `${owner} of shape ${formatShape(shape)} and dtype ${dtype} needs ${wanted} bytes, ` +
        `its data_offsets ${formatShape(offsets)} give it ${end - begin}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

function bytesNeeded(owner: string, shape: readonly number[], dtype: SafetensorsDtype): number {
  let bytes = ELEMENT_BYTES[dtype];
  for (const length of shape) {
    bytes *= length;
    if (!Number.isSafeInteger(bytes)) refuse(`${owner} has the impossible shape ${show(shape)}`);
  }
  return bytes;
}

/** Sorted by offset, each tensor begins where the one before ends, and the last ends the file. */
function checkCoverage(tensors: readonly TensorInfo[], bufferLength: number): void {
  let covered = 0;
  for (const { name, begin, end } of tensors) {
    if (end > bufferLength) {
      refuse(`tensor '${name}' ends at byte ${end} of a buffer of ${bufferLength}: cut off?`);
    }
    if (begin > covered) refuse(`nothing fills bytes ${covered} to ${begin}, before '${name}'`);
    if (begin < covered) refuse(`tensor '${name}' overlaps the one before, at byte ${begin}`);
    covered = end;
  }
  if (covered < bufferLength) refuse(`${bufferLength - covered} bytes follow the last tensor`);
}

function isWholeNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);
}

// Shallow: the value may be nested deeper than JSON.stringify can follow.
function show(value: unknown): string {
  const text = Array.isArray(value) ? `[${value.map(showItem).join(', ')}]` : showItem(value);
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}

function showItem(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  return typeof value === 'object' && value !== null ? '{…}' : String(value);
}

function refuse(what: string): never {
  throw new FormatError(`safetensors: ${what}`);
}
