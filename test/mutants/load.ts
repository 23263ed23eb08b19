import * as original from './library.ts';
import { modulesOf } from './modules.ts';
import type { Edit } from './mutant.ts';

/** The part of the library that is edited: the real one, or a copy with a mistake in it. */
export type Library = typeof original;

const ENTRY = 'test/mutants/library.ts';

let modules: ReturnType<typeof modulesOf> | undefined;

/**
 * The library loaded from its real source with these edits.
 *
 * @throws Error unless every `find` stands exactly once in its file, and the library imports that
 */
export async function loadEdited(edits: readonly Edit[]): Promise<Library> {
  modules ??= modulesOf([ENTRY]);
  const loadEntry = await modules;
  const loaded = loadEntry(ENTRY, edits);
  if (!isLibrary(loaded)) throw new Error('the edited library does not export what it should');
  return loaded;
}

function isLibrary(loaded: unknown): loaded is Library {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    Object.keys(original).every((name) => name in loaded)
  );
}
