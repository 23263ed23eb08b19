import { ConfigError } from '../tensor/index.ts';

/**
 * The bytes of a file, in Node.
 *
 * @throws ConfigError where there is no Node: fetch the bytes there, and give them instead of a
 * path. An error of Node's own where the file cannot be read.
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  const fs = await fileSystem('readBytes', path);
  const { buffer, byteOffset, byteLength } = await fs.readFile(path);
  return new Uint8Array(buffer, byteOffset, byteLength); // a Buffer's own slice would not copy
}

/**
 * Writes a file, in Node. At every moment, after a crash too, the path holds either what it held
 * before or all the bytes: they go to a new file in a directory beside it, named like the path
 * and six more characters, and the file is then moved. A crash may leave that directory behind.
 *
 * @throws ConfigError where there is no Node: offer the bytes as a download there. An error of
 * Node's own where the file cannot be written; then nothing has changed.
 */
export async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  const fs = await fileSystem('writeBytes', path);
  // The system finds a name that nobody uses, so two writers never share a file.
  const directory = await fs.mkdtemp(`${path}.`);
  try {
    const written = `${directory}/written`;
    const file = await fs.open(written, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync(); // else a power cut could leave the new name and no bytes
    } finally {
      await file.close();
    }
    await fs.rename(written, path);
  } finally {
    await fs.rm(directory, { recursive: true, force: true });
  }
}

/**
 * Adds bytes to the end of a file, in Node; makes the file where there is none.
 *
 * @throws ConfigError where there is no Node. An error of Node's own where the file cannot be written.
 */
export async function appendBytes(path: string, bytes: Uint8Array): Promise<void> {
  const fs = await fileSystem('appendBytes', path);
  await fs.appendFile(path, bytes);
}

/** Makes the directory of a file, and those around it, in Node. @throws as `appendBytes` */
export async function createDirectoryOf(path: string): Promise<void> {
  const fs = await fileSystem('createDirectoryOf', path);
  const paths = await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:path');
  await fs.mkdir(paths.dirname(path), { recursive: true });
}

async function fileSystem(owner: string, path: string) {
  try {
    // The comments keep bundlers for browsers from looking for a module they do not have.
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:fs/promises');
  } catch (cause) {
    throw new ConfigError(
      `${owner}('${path}') wants the file system of Node, which is not here: use bytes instead of a path`,
      { cause },
    );
  }
}
