export {
  charVocabulary,
  type Texts,
  type VocabularyOptions,
  wordVocabulary,
} from './buildVocabulary.ts';
export type { Vocabulary, VocabularyJson, VocabularyLevel } from './vocabulary.ts';
export { vocabularyFromJSON } from './vocabularyFromJson.ts';
export { splitWords } from './words.ts';
