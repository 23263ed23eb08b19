export {
  charVocabulary,
  type VocabularyOptions,
  wordVocabulary,
} from './buildVocabulary.ts';
export { type BytePairOptions, bytePairVocabulary } from './bytePairVocabulary.ts';
export type { LetterCase } from './letterCase.ts';
export type { Texts } from './texts.ts';
export type { Vocabulary, VocabularyJson, VocabularyLevel } from './vocabulary.ts';
export { vocabularyFromJSON } from './vocabularyFromJson.ts';
export { splitWords } from './words.ts';
