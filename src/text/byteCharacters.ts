// Bytes are written in tokens as Hugging Face's byte-level vocabularies do (Radford et al. 2019, GPT-2):
// a byte that is a printable character of Latin-1 as that, the others, in order, as Ā, ā, Ă, … from
// U+0100 on. So a token is a text that can be read and kept in JSON, and a space reads Ġ.

/** Latin-1 from ! to ~, from ¡ to ¬, and from ® to ÿ. */
const PRINTABLE: readonly (readonly [first: number, last: number])[] = [
  [0x21, 0x7e],
  [0xa1, 0xac],
  [0xae, 0xff],
];

/** The character of each byte. */
export const BYTE_CHARACTERS: readonly string[] = Object.freeze(byteCharacters());

const BYTES: ReadonlyMap<string, number> = new Map(
  BYTE_CHARACTERS.map((character, byte) => [character, byte]),
);

/** The bytes of a token that is written so. */
export function bytesOfToken(token: string): number[] {
  return Array.from(token, (character) => BYTES.get(character) ?? 0);
}

function byteCharacters(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = PRINTABLE.some(([first, last]) => byte >= first && byte <= last);
    return String.fromCharCode(printable ? byte : next++);
  });
}
