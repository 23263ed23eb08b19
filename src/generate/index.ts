export { type GeneratedToken, type GenerateOptions, generate } from './generate.ts';
export { type Sample, type SamplingOptions, sample } from './sample.ts';
