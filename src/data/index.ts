export { contiguous, type NextTokens, nextTokenWindows, type WindowOptions } from './nextToken.ts';
export {
  type Padded,
  type PadOptions,
  type PadRowsOptions,
  padSequences,
  type Side,
} from './padSequences.ts';
