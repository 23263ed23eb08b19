export { type GeneratedToken, type GenerateOptions, generate, generateText } from './generate.ts';
export { type Sample, type SamplingOptions, sample } from './sample.ts';
