/** x³² + … of Castagnoli, its bits reversed. */
const POLYNOMIAL = 0x82f63b78;
const MASK_DELTA = 0xa282ead8;

let table: Uint32Array | undefined;

/** The remainders of all bytes, made when first needed. */
function remainders(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ ((rest & 1) === 1 ? POLYNOMIAL : 0);
    return rest;
  });
}

/** The cyclic redundancy check CRC-32C (Castagnoli; RFC 3720, appendix B.4), from 0 to 2³² − 1. */
export function crc32c(bytes: Uint8Array): number {
  table ??= remainders();
  let rest = 0xffffffff;
  for (const byte of bytes) rest = (rest >>> 8) ^ table[(rest ^ byte) & 0xff]!;
  return (rest ^ 0xffffffff) >>> 0;
}

/**
 * Bytes in the frame that TensorFlow's files of records have: their length in 8 bytes, its masked
 * check, the bytes, their masked check; all little-endian. A check is masked as
 * (c rotated right by 15 bits) + a282ead8₁₆, so that a check of what holds checks stays one.
 */
export function tfRecord(bytes: Uint8Array): Uint8Array {
  const record = new Uint8Array(bytes.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, maskedCheck(record.subarray(0, 8)), true);
  record.set(bytes, 12);
  view.setUint32(12 + bytes.length, maskedCheck(bytes), true);
  return record;
}

function maskedCheck(bytes: Uint8Array): number {
  const check = crc32c(bytes);
  return (((check >>> 15) | (check << 17)) + MASK_DELTA) >>> 0;
}
