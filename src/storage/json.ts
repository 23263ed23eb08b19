/** Whether a parsed JSON value is an object, not an array or null. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether no half of a surrogate pair stands alone in a text: UTF-8 cannot say it. */
export function isWellFormed(text: string): boolean {
  return !/[\ud800-\udfff]/u.test(text);
}

/**
 * The first key that an object of this JSON text has twice; `JSON.parse` would silently keep the
 * last. The text must be valid JSON.
 */
export function findDuplicateKey(json: string): string | undefined {
  const open: Set<string>[] = []; // the keys seen in each object (array: none) around this place
  for (let at = 0; at < json.length; at++) {
    const character = json.charAt(at);
    if (character === '{' || character === '[') open.push(new Set());
    else if (character === '}' || character === ']') open.pop();
    if (character !== '"') continue;

    const end = endOfString(json, at);
    if (isKey(json, end)) {
      const key = String(JSON.parse(json.slice(at, end))); // "\u0061" and "a" are one key
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
    at = end - 1;
  }
  return undefined;
}

/** The place after the closing quote of the string that starts here. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json.charAt(at) !== '"') at += json.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}

/** Whether a string that ends here is followed by a colon. */
function isKey(json: string, end: number): boolean {
  let at = end;
  while (' \t\n\r'.includes(json.charAt(at)) && at < json.length) at++;
  return json.charAt(at) === ':';
}
