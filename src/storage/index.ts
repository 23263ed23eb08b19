export { decodeSafetensors } from './decodeSafetensors.ts';
export { encodeSafetensors } from './encodeSafetensors.ts';
export { readBytes, writeBytes } from './file.ts';
