import { describe, expect, test } from 'vitest';
import { ProtobufWriter } from '../../src/storage/index.ts';

const write = (): ProtobufWriter => new ProtobufWriter();

describe('a message', () => {
  // The first four are the examples of the description of the encoding.
  test.each<[string, ProtobufWriter, string]>([
    ['150 in field 1', write().varint(1, 150), '08 96 01'],
    ['a text in field 2', write().text(2, 'testing'), '12 07 74 65 73 74 69 6e 67'],
    ['a message in field 3', write().bytes(3, write().varint(1, 150)), '1a 03 08 96 01'],
    ['a small number', write().varint(1, 1), '08 01'],
    ['zero', write().varint(1, 0), '08 00'],
    ['a number beyond 32 bits', write().varint(1, 2 ** 35), '08 80 80 80 80 80 01'],
    ['the largest', write().varint(1, 2 ** 53 - 1), '08 ff ff ff ff ff ff ff 0f'],
    ['a field above 15', write().varint(16, 1), '80 01 01'],
    ['a double', write().double(1, 1.5), '09 00 00 00 00 00 00 f8 3f'],
    ['a float', write().float(2, 1.5), '15 00 00 c0 3f'],
    ['doubles', write().doubles(6, [1, -2]), `32 10 ${'00 '.repeat(6)}f0 3f ${'00 '.repeat(7)}c0`],
    ['a text beyond ASCII', write().text(1, 'é'), '0a 02 c3 a9'],
    ['fields in the order of the calls', write().varint(2, 1).varint(1, 2), '10 01 08 02'],
    ['nothing', write(), ''],
  ])('with %s', (_, message, bytes) => {
    const hex = [...message.finish()].map((byte) => byte.toString(16).padStart(2, '0'));
    expect(hex.join(' ')).toBe(bytes);
  });
});
