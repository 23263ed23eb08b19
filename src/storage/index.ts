export { decodeSafetensors } from './decodeSafetensors.ts';
export { encodeSafetensors } from './encodeSafetensors.ts';
export { appendBytes, createDirectoryOf, readBytes, writeBytes } from './file.ts';
export { ProtobufWriter } from './protobuf.ts';
export { crc32c, tfRecord } from './tfRecord.ts';
