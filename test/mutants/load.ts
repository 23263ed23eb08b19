import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { build, transformSync } from 'esbuild';
import * as original from './library.ts';
import type { Edit } from './mutant.ts';

// A mistake runs anew only the modules that import what is edited, directly or not. The others are
// loaded once for all mutants: the engine has compiled and optimized them already.

/** The part of the library that is edited: the real one, or a copy with a mistake in it. */
export type Library = typeof original;

const ROOT = new URL('../../', import.meta.url);
const ENTRY = 'test/mutants/library.ts';
const packages = createRequire(import.meta.url);

/** A file of the source. */
interface Source {
  /** The file that an import specifier means; packages are left out. */
  readonly imports: ReadonlyMap<string, string>;
  /** The file itself and all that it imports, directly or not. */
  readonly reach: ReadonlySet<string>;
}

/** Runs the code of a module, which leaves what it exports in `module.exports`. */
type Body = (module: { exports: unknown }, require: (specifier: string) => unknown) => void;

let sources: Promise<ReadonlyMap<string, Source>> | undefined;
const scripts = new Map<string, Script>();
const shared = new Map<string, unknown>();

/**
 * The library loaded from its real source with these edits.
 *
 * @throws Error unless every `find` stands exactly once in its file, and the library imports that
 */
export async function loadEdited(edits: readonly Edit[]): Promise<Library> {
  sources ??= readSources();
  const known = await sources;
  const files = [...new Set(edits.map(({ file }) => `src/${file}`))];
  for (const file of files) sourceOf(known, file);
  const own = new Map<string, unknown>();

  const load = (file: string): unknown => {
    const { imports, reach } = sourceOf(known, file);
    const modules = files.some((one) => reach.has(one)) ? own : shared;
    if (modules.has(file)) return modules.get(file);
    const module: { exports: unknown } = { exports: {} };
    const here = edits.filter((edit) => `src/${edit.file}` === file);
    bodyOf(file, here)(module, (specifier) => {
      const imported = imports.get(specifier);
      return imported === undefined ? packages(specifier) : load(imported);
    });
    modules.set(file, module.exports);
    return module.exports;
  };

  const loaded = load(ENTRY);
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

function sourceOf(sources: ReadonlyMap<string, Source>, file: string): Source {
  const source = sources.get(file);
  if (source === undefined) throw new Error(`${ENTRY} does not import ${file}, nor do its imports`);
  return source;
}

/** All files that the library is made of, by their paths from the root. */
async function readSources(): Promise<ReadonlyMap<string, Source>> {
  const { metafile } = await build({
    entryPoints: [ENTRY],
    absWorkingDir: fileURLToPath(ROOT),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
  });
  const importsOf = (file: string): ReadonlyMap<string, string> => {
    const found = metafile.inputs[file]?.imports ?? [];
    const own = found.filter(({ external = false }) => !external);
    return new Map(own.map(({ original = '', path }) => [original, path]));
  };
  const reachOf = (file: string, reach = new Set<string>()): ReadonlySet<string> => {
    if (reach.has(file)) return reach;
    reach.add(file);
    for (const imported of importsOf(file).values()) reachOf(imported, reach);
    return reach;
  };
  const files = Object.keys(metafile.inputs);
  return new Map(
    files.map((file) => [file, { imports: importsOf(file), reach: reachOf(file) }] as const),
  );
}

function bodyOf(file: string, edits: readonly Edit[]): Body {
  const script = edits.length > 0 ? compiled(file, edits) : scriptOf(file);
  const body: unknown = script.runInThisContext();
  if (!isBody(body)) throw new Error(`${file} was not compiled to a function`);
  return body;
}

function scriptOf(file: string): Script {
  const known = scripts.get(file);
  if (known !== undefined) return known;
  const script = compiled(file, []);
  scripts.set(file, script);
  return script;
}

function compiled(file: string, edits: readonly Edit[]): Script {
  const source = edited(readFileSync(new URL(file, ROOT), 'utf8'), edits);
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs', platform: 'node' });
  return new Script(`(module, require) => {${code}}`, { filename: `edited/${file}` });
}

function isBody(body: unknown): body is Body {
  return typeof body === 'function';
}

function isLibrary(loaded: unknown): loaded is Library {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    Object.keys(original).every((name) => name in loaded)
  );
}
