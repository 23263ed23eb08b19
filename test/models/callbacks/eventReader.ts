// Reads event files of TensorBoard, written from the descriptions of the formats alone: nothing of the
// library's own is used, and the check is computed bit by bit, not from a table.

/** One value of a summary. */
interface ReadValue {
  readonly tag: string;
  readonly scalar?: number;
  readonly histogram?: ReadHistogram;
}

interface ReadHistogram {
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sum: number;
  readonly sumSquares: number;
  readonly limits: readonly number[];
  readonly counts: readonly number[];
}

/** One event of a file. */
export interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly version: string | undefined;
  readonly values: readonly ReadValue[];
}

/** The events of a file. @throws Error if a record is cut off or does not fit its checks */
export function readEvents(file: Uint8Array): ReadEvent[] {
  const events: ReadEvent[] = [];
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0; at < file.length; ) {
    const length = Number(view.getBigUint64(at, true));
    expectCheck(file.subarray(at, at + 8), view.getUint32(at + 8, true));
    const data = file.subarray(at + 12, at + 12 + length);
    expectCheck(data, view.getUint32(at + 12 + length, true));
    events.push(readEvent(data));
    at += length + 16;
  }
  return events;
}

function expectCheck(bytes: Uint8Array, masked: number): void {
  const unmasked = (masked - 0xa282ead8) >>> 0;
  const check = ((unmasked << 15) | (unmasked >>> 17)) >>> 0;
  if (check !== checkOf(bytes)) throw new Error('a record does not fit its check');
}

/** The remainder of a division of polynomials over GF(2), highest power first in each byte reversed. */
function checkOf(bytes: Uint8Array): number {
  const divisor = 0x11edc6f41n;
  let rest = 0xffffffffn;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const next = BigInt((byte >> bit) & 1);
      rest = (rest << 1n) ^ (next << 32n);
      if ((rest >> 32n) & 1n) rest ^= divisor;
    }
  }
  let reversed = 0n;
  for (let bit = 0n; bit < 32n; bit++) reversed |= ((rest >> bit) & 1n) << (31n - bit);
  return Number(reversed ^ 0xffffffffn);
}

interface Field {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** The fields of a message, each with its bytes as they stand. */
function fieldsOf(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let [value, unit] = [0, 1];
    for (;;) {
      const byte = message[at++];
      if (byte === undefined) throw new Error('a message is cut off');
      value += (byte % 128) * unit;
      unit *= 128;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const start = at;
    if (tag % 8 === 0) varint();
    else if (tag % 8 === 1) at += 8;
    else if (tag % 8 === 5) at += 4;
    else if (tag % 8 === 2) {
      const length = varint();
      fields.push({ number, bytes: message.subarray(at, at + length) });
      at += length;
      continue;
    } else throw new Error(`there is no wire type ${tag % 8}`);
    fields.push({ number, bytes: message.subarray(start, at) });
  }
  if (at > message.length) throw new Error('a message is cut off');
  return fields;
}

function readEvent(message: Uint8Array): ReadEvent {
  const fields = fieldsOf(message);
  const one = (number: number) => fields.find((field) => field.number === number)?.bytes;
  const summary = one(5);
  return {
    wallTime: double(one(1)),
    step: whole(one(2)),
    version: one(3) && text(one(3)),
    values: summary === undefined ? [] : fieldsOf(summary).map(({ bytes }) => readValue(bytes)),
  };
}

function readValue(message: Uint8Array): ReadValue {
  const fields = fieldsOf(message);
  const one = (number: number) => fields.find((field) => field.number === number)?.bytes;
  const [scalar, histogram] = [one(2), one(5)];
  return {
    tag: text(one(1)),
    ...(scalar && { scalar: viewOf(scalar).getFloat32(0, true) }),
    ...(histogram && { histogram: readHistogram(histogram) }),
  };
}

function readHistogram(message: Uint8Array): ReadHistogram {
  const fields = fieldsOf(message);
  const one = (number: number) => fields.find((field) => field.number === number)?.bytes;
  const [min, max, num, sum, sumSquares] = [1, 2, 3, 4, 5].map((number) => double(one(number)));
  const [limits = [], counts = []] = [6, 7].map((number) => doubles(one(number)));
  return { min: min!, max: max!, num: num!, sum: sum!, sumSquares: sumSquares!, limits, counts };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function double(bytes: Uint8Array | undefined): number {
  return bytes === undefined ? 0 : viewOf(bytes).getFloat64(0, true);
}

function doubles(bytes: Uint8Array | undefined): number[] {
  const count = (bytes?.length ?? 0) / 8;
  return Array.from({ length: count }, (_, i) => double(bytes?.subarray(8 * i, 8 * i + 8)));
}

function whole(bytes: Uint8Array | undefined): number {
  return [...(bytes ?? [])].reduceRight((value, byte) => value * 128 + (byte % 128), 0);
}

function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
