import { describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../src/storage/index.ts';
import { FormatError, View } from '../../src/tensor/index.ts';
import { fileBytes } from './fileBytes.ts';

/** A header with one tensor `t`, some of its fields changed. */
function withTensor(changes: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ t: { dtype: 'U8', shape: [2], data_offsets: [0, 2], ...changes } });
}

function u8(begin: number, end: number): string {
  return `{"dtype":"U8","shape":[${end - begin}],"data_offsets":[${begin},${end}]}`;
}

const VALID = withTensor({});
const DTYPES = 'wants dtype F64, F32, I32, U8';

describe('a malformed file is a FormatError that says what is wrong', () => {
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'wanted at least 8 bytes, got 0: the file is cut off'],
    [
      'less than the length',
      new Uint8Array(7),
      'wanted at least 8 bytes, got 7: the file is cut off',
    ],
    [
      'a header longer than the file',
      Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d),
      'the header says it has 3 bytes, but 2 follow: the file is cut off',
    ],
    [
      'a header above 100 MB',
      Uint8Array.of(1, 0xe1, 0xf5, 5, 0, 0, 0, 0),
      'a header has at most 100000000 bytes, this one says 100000001: this may be another kind of file',
    ],
    [
      'a header of 2⁶⁴ − 1 bytes',
      new Uint8Array(16).fill(255),
      'a header has at most 100000000 bytes, this one says 18446744073709552000: this may be another kind of file',
    ],
    ['no header', fileBytes(''), 'the header is not JSON'],
    ['a space first', fileBytes(' {}'), `the header begins with " {}", not with '{'`],
    ['a byte order mark first', fileBytes('\ufeff{}'), 'the header is not JSON'],
    ['an array', fileBytes('[]'), `the header begins with "[]", not with '{'`],
    ['bytes that are not UTF-8', fileBytes(Uint8Array.of(0x7b, 0xff)), 'the header is not UTF-8'],
    ['no JSON', fileBytes('{"t":}'), 'the header is not JSON'],
    ['two JSON values', fileBytes('{}{}'), 'the header is not JSON'],
    ['zeros after the JSON', fileBytes('{}\0'), 'the header is not JSON'],
    [
      'a tensor twice',
      fileBytes(`{"t":${u8(0, 1)},"t":${u8(1, 2)}}`, [1, 2]),
      "the header has the key 't' twice",
    ],
    [
      'a tensor twice, once in disguise',
      fileBytes(`{"t":${u8(0, 1)},"\\u0074":${u8(1, 2)}}`, [1, 2]),
      "the header has the key 't' twice",
    ],
    [
      'metadata twice',
      fileBytes('{"__metadata__":{},"__metadata__":{}}'),
      "the header has the key '__metadata__' twice",
    ],
    [
      'a text twice',
      fileBytes('{"__metadata__":{"k":"1","k":"2"}}'),
      "the header has the key 'k' twice",
    ],
    [
      'a field twice',
      fileBytes('{"t":{"dtype":"U8","shape":[1],"dtype" :"U8","data_offsets":[0,1]}}', [1]),
      "the header has the key 'dtype' twice",
    ],
    [
      'metadata of nothing',
      fileBytes('{"__metadata__":null}'),
      '__metadata__ is not an object of texts',
    ],
    [
      'a list of metadata',
      fileBytes('{"__metadata__":[]}'),
      '__metadata__ is not an object of texts',
    ],
    ['a number as text', fileBytes('{"__metadata__":{"k":1}}'), "metadata 'k' is not a text"],
    [
      'half of a surrogate pair in a text',
      fileBytes('{"__metadata__":{"k":"\\ud800"}}'),
      'metadata "k" is not Unicode',
    ],
    [
      'a surrogate pair cut by the end of a key',
      fileBytes('{"__metadata__":{"\\ud83d":"\\ude00"}}'),
      'metadata "\\ud83d" is not Unicode',
    ],
    [
      'half of a surrogate pair in a name',
      fileBytes(`{"\\udfff":${u8(0, 1)}}`, [1]),
      'the name "\\udfff" is not Unicode',
    ],
    ['a number as tensor', fileBytes('{"t":7}'), "tensor 't' is not described by an object"],
    ['a list as tensor', fileBytes('{"t":[]}'), "tensor 't' is not described by an object"],
    [
      'an unknown field',
      fileBytes(withTensor({ stride: [1] }), [1, 2]),
      "tensor 't' has an unknown key 'stride'",
    ],
    [
      'no dtype',
      fileBytes(withTensor({ dtype: undefined }), [1, 2]),
      `tensor 't' ${DTYPES}, got undefined, no dtype of the format`,
    ],
    [
      'a dtype of no format',
      fileBytes(withTensor({ dtype: 'F33' }), [1, 2]),
      `tensor 't' ${DTYPES}, got 'F33', no dtype of the format`,
    ],
    [
      'a dtype that is not read',
      fileBytes(withTensor({ dtype: 'BF16', shape: [1] }), [1, 2]),
      `tensor 't' ${DTYPES}, got 'BF16', a valid dtype that is not read here`,
    ],
    [
      'a dtype named like a member of objects',
      fileBytes(withTensor({ dtype: 'constructor' }), [1, 2]),
      `tensor 't' ${DTYPES}, got 'constructor', no dtype of the format`,
    ],
    [
      'no shape',
      fileBytes(withTensor({ shape: undefined }), [1, 2]),
      "tensor 't' wants a shape of whole numbers, got undefined",
    ],
    [
      'half an element',
      fileBytes(withTensor({ shape: [0.5, 4] }), [1, 2]),
      "tensor 't' wants a shape of whole numbers, got [0.5, 4]",
    ],
    [
      'negative sizes',
      fileBytes(withTensor({ shape: [-1, -2] }), [1, 2]),
      "tensor 't' wants a shape of whole numbers, got [-1, -2]",
    ],
    [
      'a size in quotation marks',
      fileBytes(withTensor({ shape: ['2', [1], null] }), [1, 2]),
      "tensor 't' wants a shape of whole numbers, got ['2', {…}, null]",
    ],
    [
      'more elements than can be counted',
      fileBytes(withTensor({ shape: [2 ** 40, 2 ** 40, 0] }), [1, 2]),
      "tensor 't' has the impossible shape [1099511627776, 1099511627776, 0]",
    ],
    [
      'one offset',
      fileBytes(withTensor({ data_offsets: [2] }), [1, 2]),
      "tensor 't' wants data_offsets [begin, end], got [2]",
    ],
    [
      'an offset that is no number',
      fileBytes(withTensor({ data_offsets: [0, '2'] }), [1, 2]),
      "tensor 't' wants data_offsets [begin, end], got [0, '2']",
    ],
    [
      'a shape that needs more bytes',
      fileBytes(withTensor({ dtype: 'F32' }), [1, 2]),
      "tensor 't' of shape [2] and dtype F32 needs 8 bytes, its data_offsets [0, 2] give it 2",
    ],
    [
      'an end before the beginning',
      fileBytes(withTensor({ data_offsets: [2, 0] }), [1, 2]),
      "tensor 't' of shape [2] and dtype U8 needs 2 bytes, its data_offsets [2, 0] give it -2",
    ],
    [
      'overlapping tensors',
      fileBytes(`{"a":${u8(0, 2)},"b":${u8(1, 3)}}`, [1, 2, 3]),
      "tensor 'b' overlaps the one before, at byte 1",
    ],
    [
      'one place for two tensors',
      fileBytes(`{"a":${u8(0, 2)},"b":${u8(0, 2)}}`, [1, 2]),
      "tensor 'b' overlaps the one before, at byte 0",
    ],
    [
      'an empty tensor inside of another',
      fileBytes(`{"a":${u8(0, 2)},"b":${u8(1, 1)}}`, [1, 2]),
      "tensor 'b' overlaps the one before, at byte 1",
    ],
    [
      'a hole between tensors',
      fileBytes(`{"a":${u8(0, 1)},"b":${u8(2, 3)}}`, [1, 2, 3]),
      "nothing fills bytes 1 to 2, before 'b'",
    ],
    [
      'a hole at the start',
      fileBytes(withTensor({ data_offsets: [1, 3] }), [1, 2, 3]),
      "nothing fills bytes 0 to 1, before 't'",
    ],
    [
      'a buffer cut off',
      fileBytes(VALID, [1]),
      "tensor 't' ends at byte 2 of a buffer of 1: cut off?",
    ],
    ['a byte too many', fileBytes(VALID, [1, 2, 3]), '1 bytes follow the last tensor'],
    ['a buffer without tensors', fileBytes('{}', [1, 2]), '2 bytes follow the last tensor'],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(new FormatError(`safetensors: ${message}`));
  });

  const deep = `${'['.repeat(1e5)}${']'.repeat(1e5)}`;

  test.each([
    ['a tensor', `{"t":${deep}}`],
    ['a shape', `{"t":{"dtype":"U8","shape":${deep},"data_offsets":[0,0]}}`],
    ['a header that never ends', `{"t":${'['.repeat(1e5)}`],
  ])('%s nested too deep', (_, header) => {
    expect(() => decodeSafetensors(fileBytes(header))).toThrow(FormatError);
  });
});

describe('a damaged file', () => {
  const file = encodeSafetensors(
    {
      kernel: new View(Float32Array.of(1, -2, 0.5, 3), [2, 2]),
      ids: new View(Int32Array.of(7), [1]),
      none: new View(new Float64Array(0), [0]),
    },
    { step: '12' },
  );

  test('is a FormatError wherever it is cut off', () => {
    for (let length = 0; length < file.length; length++) {
      expect(() => decodeSafetensors(file.subarray(0, length)), `${length} bytes`).toThrow(
        FormatError,
      );
    }
    expect(decodeSafetensors(file).tensors.size).toBe(3);
  });

  test('is a FormatError or another legal file, whichever byte of its header changes', () => {
    const headerEnd = 8 + (file[0] ?? 0);
    let refused = 0;
    let legal = 0;
    for (let at = 0; at < headerEnd; at++) {
      for (let change = 1; change < 256; change++) {
        const damaged = file.slice();
        damaged[at] = (file[at] ?? 0) ^ change;
        try {
          const { tensors, metadata } = decodeSafetensors(damaged);
          legal++;
          const again = decodeSafetensors(encodeSafetensors(tensors, metadata));
          expect(again.tensors.size).toBe(tensors.size);
        } catch (error) {
          if (!(error instanceof FormatError))
            throw new Error(`byte ${at} ^ ${change}`, { cause: error });
          refused++;
        }
      }
    }
    expect(refused + legal).toBe(headerEnd * 255);
    expect(refused).toBeGreaterThan(legal);
    expect(legal).toBeGreaterThan(0);
  });
});
