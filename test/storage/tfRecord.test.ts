import { describe, expect, test } from 'vitest';
import { crc32c, tfRecord } from '../../src/storage/index.ts';

describe('crc32c', () => {
  // RFC 3720, appendix B.4, and the check value of the catalogues.
  test.each<[string, Uint8Array, number]>([
    ['32 bytes of zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['32 rising bytes', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['32 falling bytes', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
    ['the nine digits', new TextEncoder().encode('123456789'), 0xe3069283],
    ['nothing', new Uint8Array(0), 0],
  ])('of %s', (_, bytes, check) => {
    expect(crc32c(bytes)).toBe(check);
  });
});

test('a record is length, its check, bytes and theirs', () => {
  // Computed from the definition: 0 has the check 0, masked a282ead8; see the reader of event files
  // in test/models/callbacks for longer ones.
  const record = tfRecord(new Uint8Array(0));
  expect([...record.subarray(0, 8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect([...record.subarray(12)]).toEqual([0xd8, 0xea, 0x82, 0xa2]);
});
