import { FormatError } from '../tensor/index.ts';
import { BYTE_CHARACTERS } from './byteCharacters.ts';
import { isLetterCase } from './letterCase.ts';
import { PADDING, UNKNOWN } from './specialTokens.ts';
import {
  mergeFromText,
  type Vocabulary,
  type VocabularyLevel,
  vocabularyOf,
} from './vocabulary.ts';

const KEYS = ['version', 'level', 'lowercase', 'paddingId', 'unknownId', 'tokens'];
const LEVELS: readonly VocabularyLevel[] = ['character', 'word', 'bytePair'];

/**
 * The vocabulary that `toJSON` wrote down, given as parsed JSON.
 *
 * @throws FormatError where anything is missing, unknown or contradictory; it says what.
 */
export function vocabularyFromJSON(json: unknown): Vocabulary {
  if (typeof json === 'string') refuse('an object', 'a string: JSON.parse it first');
  if (!isRecord(json)) refuse('an object', show(json));
  const { version, level: name, lowercase, tokens: list, paddingId, unknownId } = json;
  const keys = name === 'bytePair' ? [...KEYS, 'merges'] : KEYS;
  const strange = Object.keys(json).find((key) => !keys.includes(key));
  if (strange !== undefined) refuse(`only the keys ${keys.join(', ')}`, `'${strange}'`);
  if (version !== 2) refuse('version 2', show(version));
  const level = LEVELS.find((one) => one === name);
  if (level === undefined) refuse(`level ${LEVELS.map(show).join(' or ')}`, show(name));
  if (!isLetterCase(lowercase)) refuse("lowercase to be true, false or 'full'", show(lowercase));
  const tokens = readTokens(list, level);
  return vocabularyOf({
    version,
    level,
    lowercase,
    paddingId: readId('paddingId', paddingId, PADDING, tokens),
    unknownId: readId('unknownId', unknownId, UNKNOWN, tokens),
    tokens,
    ...(level === 'bytePair' ? { merges: readMerges(json.merges, tokens) } : {}),
  });
}

/** Every merge is of parts that are there already, and the tokens are all parts. */
function readMerges(list: unknown, tokens: readonly string[]): string[] {
  if (!Array.isArray(list)) refuse('merges to be an array', show(list));
  const parts = new Set(BYTE_CHARACTERS);
  const merges: string[] = [];
  for (const [place, merge] of list.entries()) {
    const known = typeof merge === 'string' && merge.split(' ').every((part) => parts.has(part));
    if (!known || merge.split(' ').length !== 2) {
      refuse(`merges[${place}] to be two tokens known by then`, show(merge));
    }
    parts.add(mergeFromText(merge).join(''));
    merges.push(merge);
  }
  const all = new Set([PADDING, UNKNOWN, ...parts]);
  const strange = tokens.find((token) => !all.has(token));
  if (strange !== undefined) refuse('tokens that are bytes or merged', show(strange));
  if (tokens.length < all.size) {
    refuse('every byte and all that is merged in tokens', `${tokens.length} of ${all.size}`);
  }
  return merges;
}

function readTokens(list: unknown, level: VocabularyLevel): string[] {
  if (!Array.isArray(list)) refuse('tokens to be an array', show(list));
  const placeOf = new Map<string, number>();
  for (const [place, token] of list.entries()) {
    const name = `tokens[${place}]`;
    if (typeof token !== 'string' || token === '') refuse(`${name} to be a text`, show(token));
    const first = placeOf.get(token);
    if (first !== undefined) refuse('each token once', `${show(token)} at ${first} and ${place}`);
    if (level === 'character' && !isCharacter(token)) {
      refuse(`${name} to be one character`, show(token));
    }
    placeOf.set(token, place);
  }
  return [...placeOf.keys()];
}

function readId(name: string, id: unknown, token: string, tokens: readonly string[]): number {
  if (typeof id === 'number' && tokens[id] === token) return id;
  refuse(`${name} to be the place of ${token} in tokens, ${tokens.indexOf(token)}`, show(id));
}

function isCharacter(token: string): boolean {
  return token === PADDING || token === UNKNOWN || Array.from(token).length === 1;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function refuse(wanted: string, got: string): never {
  throw new FormatError(`vocabulary: wanted ${wanted}, got ${got}`);
}
