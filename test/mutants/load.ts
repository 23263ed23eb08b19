import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import * as original from './library.ts';
import type { Edit } from './mutant.ts';

/** The part of the library that is edited: the real one, or a copy with a mistake in it. */
export type Library = typeof original;

/**
 * The library compiled anew from its real source with these edits.
 *
 * @throws Error unless every `find` stands exactly once in its file
 */
export async function loadEdited(edits: readonly Edit[]): Promise<Library> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('library.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
    plugins: [editing(edits)],
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('the edited library was not compiled');
  const code = `${output.text}\n//# sourceURL=edited-library.js`; // for short stack traces
  const url = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
  const loaded: unknown = await import(/* @vite-ignore */ url);
  if (!isLibrary(loaded)) throw new Error('the edited library does not export what it should');
  return loaded;
}

/** The source with the edits of one file applied. */
export function edited(source: string, edits: readonly Edit[]): string {
  return edits.reduce((text, { file, find, replace }) => {
    const parts = text.split(find);
    if (parts.length !== 2) {
      throw new Error(`${file} has ${parts.length - 1} times, not once: ${find}`);
    }
    return parts.join(replace);
  }, source);
}

function editing(edits: readonly Edit[]): Plugin {
  return {
    name: 'edit',
    setup(compilation) {
      for (const file of new Set(edits.map((edit) => edit.file))) {
        const path = fileURLToPath(new URL(`../../src/${file}`, import.meta.url));
        const filter = new RegExp(`${file.replaceAll(/[.\\/]/g, '[./\\\\]')}$`);
        compilation.onLoad({ filter }, (found) => {
          if (found.path !== path) return undefined;
          const own = edits.filter((edit) => edit.file === file);
          return { contents: edited(readFileSync(path, 'utf8'), own), loader: 'ts' };
        });
      }
    },
  };
}

function isLibrary(loaded: unknown): loaded is Library {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    Object.keys(original).every((name) => name in loaded)
  );
}
