const VARINT = 0;
const EIGHT_BYTES = 1;
const LENGTH = 2;
const FOUR_BYTES = 5;

/**
 * Writes one message in the wire format of Protocol Buffers: its fields in the order of the calls,
 * each with the number that the message's description gives it.
 */
export class ProtobufWriter {
  readonly #parts: Uint8Array[] = [];

  /** A whole number from 0 to 2⁵³ − 1: int32, int64, uint64, bool, enum. */
  varint(field: number, value: number): this {
    return this.#tag(field, VARINT).#add(varintBytes(value));
  }

  /** A number in 64 bits. */
  double(field: number, value: number): this {
    return this.#tag(field, EIGHT_BYTES).#add(doubleBytes([value]));
  }

  /** A number in 32 bits. */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#tag(field, FOUR_BYTES).#add(bytes);
  }

  /** Numbers in 64 bits each, packed. */
  doubles(field: number, values: readonly number[]): this {
    return this.bytes(field, doubleBytes(values));
  }

  /** A text, in UTF-8. */
  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  /** Bytes, or a message within this one. */
  bytes(field: number, value: Uint8Array | ProtobufWriter): this {
    const content = value instanceof ProtobufWriter ? value.finish() : value;
    return this.#tag(field, LENGTH).#add(varintBytes(content.length)).#add(content);
  }

  /** The bytes of the message. */
  finish(): Uint8Array {
    const whole = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  #tag(field: number, wireType: number): this {
    return this.#add(varintBytes(field * 8 + wireType));
  }

  #add(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    return this;
  }
}

/** Seven bits a byte, low first; the highest bit says that more follow. */
function varintBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value; // above 2³¹ the bitwise operators would cut it
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) + 0x80);
  bytes.push(left);
  return Uint8Array.from(bytes);
}

function doubleBytes(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setFloat64(8 * i, value, true);
  return bytes;
}
