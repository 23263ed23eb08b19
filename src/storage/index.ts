export {
  type DecodeOptions,
  decodeSafetensors,
  type SafetensorsFile,
} from './decodeSafetensors.ts';
export { type ByName, encodeSafetensors } from './encodeSafetensors.ts';
export { readBytes, writeBytes } from './file.ts';
