export { type Beam, type BeamSearchOptions, beamSearch } from './beamSearch.ts';
export { gatherState } from './gatherState.ts';
export { type GenerateOptions, generate, generateText, type WritingOptions } from './generate.ts';
export { type GenerateBatchOptions, generateBatch } from './generateBatch.ts';
export type { Prompt } from './prompt.ts';
export { type Sample, type SampleOptions, type SamplingOptions, sample } from './sample.ts';
export { type ScoreOptions, scoreText, type TextScore } from './scoreText.ts';
export type { StopOptions } from './stops.ts';
export type { GeneratedToken } from './writer.ts';
