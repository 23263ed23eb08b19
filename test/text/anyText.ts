import fc from 'fast-check';

/** Any UTF-16 code units, halves of surrogate pairs included; most stand in the tables of src/text. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.nat(0x7f), fc.nat(0x205f), fc.nat(0xffff)))
  .map((units) => String.fromCharCode(...units));
