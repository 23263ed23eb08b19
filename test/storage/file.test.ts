import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { appendBytes, createDirectoryOf, readBytes, writeBytes } from '../../src/storage/index.ts';
import { ConfigError } from '../../src/tensor/index.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'unrolled-'));
});
afterEach(async () => {
  vi.doUnmock('node:fs/promises');
  vi.resetModules();
  await rm(directory, { recursive: true });
});

test('what is written is read, and nothing else is left', async () => {
  const path = join(directory, 'model.safetensors');
  const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 251);
  await writeBytes(path, bytes);
  expect(await readBytes(path)).toEqual(bytes);
  expect(await readdir(directory)).toEqual(['model.safetensors']);
});

test('a file is replaced, also by an empty one', async () => {
  const path = join(directory, 'model');
  await writeBytes(path, Uint8Array.of(1, 2, 3));
  await writeBytes(path, new Uint8Array(0));
  expect(await readBytes(path)).toEqual(new Uint8Array(0));
});

test('two writers of one path leave the file of one of them', async () => {
  const path = join(directory, 'model');
  const files = [1, 2, 3, 4].map((value) => new Uint8Array(10_000 * value).fill(value));
  await Promise.all(files.map((bytes) => writeBytes(path, bytes)));
  expect(files).toContainEqual(await readBytes(path));
  expect(await readdir(directory)).toEqual(['model']);
});

test.each(['open', 'rename'] as const)('a failing %s leaves the old file alone', async (name) => {
  const path = join(directory, 'model');
  await writeFile(path, 'old');
  vi.doMock('node:fs/promises', async (original) => ({
    ...(await original<typeof import('node:fs/promises')>()),
    [name]: () => Promise.reject(new Error('disk full')),
  }));
  await expect(writeBytes(path, Uint8Array.of(1))).rejects.toThrow('disk full');
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(directory)).toEqual(['model']);
});

test("a missing file is Node's error, which names it", async () => {
  const path = join(directory, 'missing');
  await expect(readBytes(path)).rejects.toThrow(/ENOENT.*missing/);
  await expect(writeBytes(join(path, 'model'), Uint8Array.of(1))).rejects.toThrow(/ENOENT/);
});

test('without Node an error says to use bytes', async () => {
  vi.doMock('node:fs/promises', () => {
    throw new Error('no such module');
  });
  await expect(readBytes('model')).rejects.toThrow(
    new ConfigError(
      "readBytes('model') wants the file system of Node, which is not here: use bytes instead of a path",
    ),
  );
  await expect(writeBytes('model', Uint8Array.of(1))).rejects.toThrow(ConfigError);
  await expect(appendBytes('log', Uint8Array.of(1))).rejects.toThrow(ConfigError);
  await expect(createDirectoryOf('a/log')).rejects.toThrow(ConfigError);
});

test('bytes are added to a file, and to one that is not there', async () => {
  const path = join(directory, 'log');
  await appendBytes(path, Uint8Array.of(1, 2));
  await appendBytes(path, Uint8Array.of(3));
  expect(await readBytes(path)).toEqual(Uint8Array.of(1, 2, 3));
});

test('the directory of a file is made, with those around it, and may be there', async () => {
  const path = join(directory, 'a', 'b', 'model');
  await createDirectoryOf(path);
  await createDirectoryOf(path);
  await writeBytes(path, Uint8Array.of(1));
  expect(await readdir(join(directory, 'a', 'b'))).toEqual(['model']);
});
