import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../src/storage/index.ts';
import { swapToFileOrder } from '../../src/storage/safetensors.ts';
import { ConfigError, type Data, FormatError, ShapeError, View } from '../../src/tensor/index.ts';
import { fileBytes } from './fileBytes.ts';

describe('a safetensors file', () => {
  // Every byte by hand: 96 bytes of header, padded to a multiple of 8, then 2 × 2 of int32.
  const header =
    '{"__metadata__":{"who":"ünrolled"},"t":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}}    ';
  const buffer = [1, 0, 0, 0, 0, 1, 0, 0, 255, 255, 255, 255, 0, 0, 0, 128];
  const tensor = new View(Int32Array.of(1, 256, -1, -(2 ** 31)), [2, 2]);

  test('is written byte for byte as the format says', () => {
    const bytes = encodeSafetensors({ t: tensor }, { who: 'ünrolled' });
    expect(bytes).toEqual(fileBytes(header, buffer));
  });

  test('is read as the format says', () => {
    const { tensors, metadata } = decodeSafetensors(fileBytes(header, buffer));
    expect([...tensors]).toEqual([['t', tensor]]);
    expect([...metadata]).toEqual([['who', 'ünrolled']]);
  });

  test('without metadata has no key for it', () => {
    expect(encodeSafetensors({})).toEqual(fileBytes('{}      '));
    expect(decodeSafetensors(fileBytes('{}')).metadata.size).toBe(0);
  });

  test('holds each element type in its own bits', () => {
    const header =
      '{"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},' +
      '"f":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},' +
      '"u":{"dtype":"U8","shape":[1],"data_offsets":[12,13]}}';
    const bytes = fileBytes(header, [0, 0, 0, 0, 0, 0, 248, 63, 0, 0, 192, 191, 200]);
    const { tensors } = decodeSafetensors(bytes);
    expect(tensors.get('d')?.data).toEqual(Float64Array.of(1.5));
    expect(tensors.get('f')?.data).toEqual(Float32Array.of(-1.5));
    expect(tensors.get('u')?.data).toEqual(Uint8Array.of(200));
  });

  test('may have tensors without elements and without axes', () => {
    const none = new View(new Float32Array(0), [3, 0, 2]);
    const scalar = new View(Float32Array.of(7), []);
    const { tensors } = decodeSafetensors(encodeSafetensors({ scalar, none }));
    expect(tensors.get('none')).toEqual(none);
    expect(tensors.get('scalar')).toEqual(scalar);
  });

  test('may have its tensors in any order and its keys in any order', () => {
    const header =
      '{"b":{"data_offsets":[2,3],"shape":[1],"dtype":"U8"},"none":{"shape":[0],"dtype":"F64",' +
      '"data_offsets":[2,2]},"a":{"dtype":"U8","data_offsets":[0,2],"shape":[2]}}\n ';
    const { tensors } = decodeSafetensors(fileBytes(header, [1, 2, 3]));
    expect([...tensors.keys()]).toEqual(['a', 'none', 'b']);
    expect(tensors.get('b')?.data).toEqual(Uint8Array.of(3));
  });

  test('is read wherever its bytes stand, and kept when they change', () => {
    const header = '{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}'; // odd: not aligned
    const file = fileBytes(`${header}   `, [0, 0, 0, 0, 0, 0, 248, 63]);
    const memory = Buffer.alloc(file.length + 3);
    memory.set(file, 3);
    const { tensors } = decodeSafetensors(memory.subarray(3));
    memory.fill(0);
    expect(tensors.get('x')?.data).toEqual(Float64Array.of(1.5));
  });

  test('keeps the bits of every number, NaNs included', () => {
    const bits = Uint32Array.of(0x7fc00001, 0x7f800001, 0xff800000, 0x80000000, 1);
    const file = encodeSafetensors({ x: new View(new Float32Array(bits.buffer), [5]) });
    const data = decodeSafetensors(file).tensors.get('x')?.data;
    expect(new Uint32Array(data?.buffer ?? new ArrayBuffer(0))).toEqual(bits);
  });

  test('holds names and texts that mean something to JavaScript', () => {
    const names = ['__proto__', 'constructor', 'toString', '7', '', '"', '\\', '\u0000', '😀'];
    const tensors = names.map((name, at) => [name, new View(Uint8Array.of(at), [1])] as const);
    const metadata = names.map((name) => [name, `text of ${name}`] as const);
    const file = decodeSafetensors(encodeSafetensors(tensors, metadata));
    expect(new Map(file.tensors)).toEqual(new Map(tensors));
    expect(new Map(file.metadata)).toEqual(new Map(metadata));
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect(decodeSafetensors(encodeSafetensors({})).metadata.get('toString')).toBeUndefined();
  });
});

describe('the reference implementation in Python (fixtures/reference.py)', () => {
  const theirs = readFileSync(new URL('fixtures/reference.safetensors', import.meta.url));
  const tensors = {
    'lstm/kernel': new View(Float32Array.of(1, -2, 0.5, 3, 4, 1e-30), [2, 3]),
    'lstm/bias': new View(new Float32Array(0), [0]),
    scale: new View(Float64Array.of(0.1), []),
    ids: new View(Int32Array.of(7, -1), [2, 1]),
    'é😀': new View(Uint8Array.of(0, 255), [2]),
  };
  const metadata = { description: '{"text": "ü\n"}' };

  test('writes the same bytes', () => {
    expect(encodeSafetensors(tensors, metadata)).toEqual(new Uint8Array(theirs));
  });

  test('writes files that are read', () => {
    const file = decodeSafetensors(theirs, { finite: true });
    expect(new Map<string, unknown>(file.tensors)).toEqual(new Map(Object.entries(tensors)));
    expect(Object.fromEntries(file.metadata)).toEqual(metadata);
  });
});

describe('encodeSafetensors', () => {
  test('gives the same bytes in whatever order tensors and texts are given', () => {
    const pairs: [string, View<1, Data>][] = [
      ['b', new View(Float32Array.of(1), [1])],
      ['a', new View(Float32Array.of(2), [1])],
      ['z', new View(Float64Array.of(3), [1])],
      ['c', new View(Uint8Array.of(4), [1])],
      ['i', new View(Int32Array.of(5), [1])],
    ];
    const bytes = encodeSafetensors(pairs, { k: '1', j: '2' });
    expect(encodeSafetensors(new Map([...pairs].reverse()), { j: '2', k: '1' })).toEqual(bytes);
    expect(encodeSafetensors(Object.fromEntries(pairs), { k: '1', j: '2' })).toEqual(bytes);
    expect([...decodeSafetensors(bytes).tensors.keys()]).toEqual(['z', 'a', 'b', 'i', 'c']);
  });

  test('writes views of any stride in row-major order', () => {
    const matrix = new View(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    const views = {
      transposed: matrix.T,
      reversed: matrix.step(-1, -1),
      part: matrix.lo(0, 1),
      real: ndarray(matrix.data, [2, 2], [3, 2]),
    };
    const { tensors } = decodeSafetensors(encodeSafetensors(views));
    expect(tensors.get('transposed')?.data).toEqual(Float32Array.of(1, 4, 2, 5, 3, 6));
    expect(tensors.get('reversed')?.data).toEqual(Float32Array.of(6, 5, 4, 3, 2, 1));
    expect(tensors.get('part')?.data).toEqual(Float32Array.of(2, 3, 5, 6));
    expect(tensors.get('real')?.data).toEqual(Float32Array.of(1, 3, 4, 6));
    expect(matrix.data).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
  });

  test('gives what decodeSafetensors reads back, whatever the tensors', () => {
    const elements = fc.oneof<fc.Arbitrary<Data>[]>(
      fc.float32Array({ maxLength: 24 }),
      fc.float64Array({ maxLength: 24 }),
      fc.int32Array({ maxLength: 24 }),
      fc.uint8Array({ maxLength: 24 }),
    );
    const text = fc.string({ unit: fc.constantFrom(...Array.from('ab1 "\\\n\u0000{}[]:,é猫😀')) });
    const tensors = fc.dictionary(
      text,
      elements.map((data) => new View<number, Data>(data, [data.length])),
    );
    const texts = fc.dictionary(text, text);
    fc.assert(
      fc.property(tensors, texts, (given, metadata) => {
        const bytes = encodeSafetensors(given, metadata);
        const file = decodeSafetensors(bytes);
        expect(new Map(file.tensors)).toEqual(new Map(Object.entries(given)));
        expect(new Map(file.metadata)).toEqual(new Map(Object.entries(metadata)));
        expect(encodeSafetensors(file.tensors, file.metadata)).toEqual(bytes);
      }),
      { seed: 1 },
    );
  });

  const one = new View(Uint8Array.of(1), [1]);

  test.each<[string, () => unknown, Error]>([
    [
      'a reserved name',
      () => encodeSafetensors({ __metadata__: one }),
      new ConfigError("a tensor cannot be named '__metadata__'"),
    ],
    [
      'a tensor given twice',
      () =>
        encodeSafetensors([
          ['a', one],
          ['b', one],
          ['a', one],
        ]),
      new ConfigError("tensor 'a' is given twice"),
    ],
    [
      'a text given twice',
      () =>
        encodeSafetensors({}, [
          ['k', '1'],
          ['k', '2'],
        ]),
      new ConfigError("metadata 'k' is given twice"),
    ],
    [
      'an element type without a name here',
      // @ts-expect-error not a typed array
      () => encodeSafetensors({ a: { data: [1], shape: [1], stride: [1], offset: 0 } }),
      new ConfigError(
        "tensor 'a' wants a view of a Float64Array, Float32Array, Int32Array or Uint8Array, got data [object Array]",
      ),
    ],
    [
      'half of a surrogate pair in a name',
      () => encodeSafetensors({ '\ud800': one }),
      new ConfigError(
        "the name of tensor '\ud800' holds half of a surrogate pair, which UTF-8 cannot say",
      ),
    ],
    [
      'half of a surrogate pair in a text',
      () => encodeSafetensors({}, { k: '\udc00\ud800' }),
      new ConfigError("metadata 'k' holds half of a surrogate pair, which UTF-8 cannot say"),
    ],
    [
      'a number as a text',
      // @ts-expect-error not a text
      () => encodeSafetensors({}, { step: 7 }),
      new ConfigError("metadata 'step' wants to be a string, got 7"),
    ],
    [
      'a view larger than its memory',
      () => encodeSafetensors({ a: new View(new Float32Array(6), [2, 2], [4, 2]) }),
      new ShapeError("tensor 'a' of shape [2, 2] reaches from element 0 to 6, got memory of 6"),
    ],
    [
      'a view from before its memory',
      () => encodeSafetensors({ a: new View(new Float32Array(6), [3], [-2], 2) }),
      new ShapeError("tensor 'a' of shape [3] reaches from element -2 to 2, got memory of 6"),
    ],
    [
      'a size that is none',
      () => encodeSafetensors({ a: new View(new Float32Array(6), [2.5]) }),
      new ShapeError("tensor 'a' wants whole sizes from 0, got [2.5]"),
    ],
    [
      'a header above 100 MB',
      () => encodeSafetensors({}, { k: 'x'.repeat(100_000_000) }),
      new ConfigError(
        'a safetensors header has at most 100000000 bytes, got 100000032: put large data into tensors, not into metadata',
      ),
    ],
  ])('refuses %s', (_, encode, error) => {
    expect(encode).toThrow(error);
  });
});

describe('decodeSafetensors', () => {
  const noNumbers = encodeSafetensors({
    fine: new View(Float32Array.of(1, 2), [2]),
    gone: new View(Float64Array.of(0, 1, 2, 3, Number.NEGATIVE_INFINITY, Number.NaN), [2, 3]),
  });

  test('finds the first number that is not finite, where it is asked to', () => {
    expect(() => decodeSafetensors(noNumbers, { finite: true })).toThrow(
      new FormatError("safetensors: tensor 'gone' has -Infinity at [1, 1]"),
    );
    expect(decodeSafetensors(noNumbers, { finite: false }).tensors.size).toBe(2);
    expect(decodeSafetensors(noNumbers).tensors.size).toBe(2);
  });

  test('lets finite numbers pass', () => {
    const bytes = encodeSafetensors({ a: new View(Float32Array.of(1e38, -0), [2]) });
    expect(decodeSafetensors(bytes, { finite: true }).tensors.size).toBe(1);
  });

  test('refuses options it does not have and bytes that are none', () => {
    // @ts-expect-error no such option
    expect(() => decodeSafetensors(noNumbers, { strict: true })).toThrow(
      new ConfigError("decodeSafetensors has no option 'strict': its options are finite"),
    );
    // @ts-expect-error a path is not bytes
    expect(() => decodeSafetensors('model.safetensors')).toThrow(
      new ConfigError(
        'decodeSafetensors wants a Uint8Array, got [object String]: wrap an ArrayBuffer with new Uint8Array(buffer)',
      ),
    );
  });
});

test('on a machine with the other byte order, elements are turned around', () => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  swapToFileOrder(bytes, 4, false);
  expect(bytes).toEqual(Uint8Array.of(4, 3, 2, 1, 8, 7, 6, 5));
  swapToFileOrder(bytes, 4, true);
  expect(bytes).toEqual(Uint8Array.of(4, 3, 2, 1, 8, 7, 6, 5));
});
