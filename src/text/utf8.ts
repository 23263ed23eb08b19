/**
 * The bytes of a text in UTF-8. Half of a surrogate pair that stands alone, which UTF-8 has no bytes
 * for, gets the three bytes that its number would have (WTF-8), so that no text is lost.
 */
export function utf8BytesOf(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), tail(point, 0));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), tail(point, 1), tail(point, 0));
    else bytes.push(0xf0 | (point >> 18), tail(point, 2), tail(point, 1), tail(point, 0));
  }
  return bytes;
}

/** The six bits at a place, marked as what follows a first byte. */
function tail(point: number, place: number): number {
  return 0x80 | ((point >> (6 * place)) & 0x3f);
}

/** What stands for bytes that are no character. */
const REPLACEMENT = '\ufffd';

/** The least code point that needs so many bytes; a smaller one written so long is none. */
const LEAST = [0, 0, 0x80, 0x800, 0x10000];

/**
 * Reads bytes piece by piece: each call gives the characters that are complete. The bytes of one that is
 * not are kept for the next call; bytes that cannot become a character read �, as far as they were right.
 */
export function utf8Reader(): (bytes: Iterable<number>) => string {
  let point = 0;
  let length = 0; // of the character that is being read
  let missing = 0;

  const end = (): string => {
    missing = 0;
    const valid = point >= (LEAST[length] ?? 0) && point <= 0x10ffff;
    return valid ? String.fromCodePoint(point) : REPLACEMENT;
  };

  const begin = (byte: number): string => {
    if (byte < 0x80) return String.fromCharCode(byte);
    if (byte < 0xc0 || byte > 0xf7) return REPLACEMENT;
    length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    missing = length - 1;
    point = byte & (0x7f >> length);
    return '';
  };

  return (bytes) => {
    let text = '';
    for (const byte of bytes) {
      if (missing === 0) {
        text += begin(byte);
      } else if (byte >> 6 === 0b10) {
        point = (point << 6) | (byte & 0x3f);
        missing--;
        if (missing === 0) text += end();
      } else {
        missing = 0;
        text += REPLACEMENT + begin(byte);
      }
    }
    return text;
  };
}
