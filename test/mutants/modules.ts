import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { build, transformSync } from 'esbuild';
import type { Edit } from './mutant.ts';

// A mistake runs anew only the modules that import what is edited, directly or not. The others are
// loaded once for all mutants: the engine has compiled and optimized them already.

const ROOT = new URL('../../', import.meta.url);
const packages = createRequire(import.meta.url);

/** What the package's own names mean in the tests. */
const NAMES = {
  unrolled: './src/index.ts',
  'unrolled/math': './src/math/index.ts',
  'unrolled/tensor': './src/primitives/index.ts',
  'unrolled/testing': './src/testing/index.ts',
};

/** A file of the source or of the tests. */
interface Source {
  /** The file that an import specifier means; packages are left out. */
  readonly imports: ReadonlyMap<string, string>;
  /** The file itself and all that it imports, directly or not. */
  readonly reach: ReadonlySet<string>;
}

/** Runs the code of a module, which leaves what it exports in `module.exports`. */
type Body = (module: { exports: unknown }, require: (specifier: string) => unknown) => void;

/** Loads an entry with these edits in what it is made of; what it returns is what the entry exports. */
type LoadEntry = (entry: string, edits: readonly Edit[]) => unknown;

/**
 * The modules that these files are made of, ready to be loaded with edits; paths go from the root. An
 * entry itself is run anew each time.
 *
 * @param given what stands in for a package
 */
export async function modulesOf(
  entries: readonly string[],
  given: Readonly<Record<string, unknown>> = {},
): Promise<LoadEntry> {
  const sources = await readSources(entries);
  const scripts = new Map<string, Script>();
  const shared = new Map<string, unknown>();

  return (entry, edits) => {
    const own = new Map<string, unknown>();
    const files = edits.map(({ file }) => `src/${file}`);
    const { reach } = sourceOf(sources, entry);
    const stray = files.find((file) => !reach.has(file));
    if (stray !== undefined) {
      throw new Error(`${entry} does not import ${stray}, nor do its imports`);
    }

    const load = (file: string): unknown => {
      const { imports, reach } = sourceOf(sources, file);
      const anew = file === entry || files.some((one) => reach.has(one));
      const modules = anew ? own : shared;
      if (modules.has(file)) return modules.get(file);
      const module: { exports: unknown } = { exports: {} };
      const here = edits.filter((edit) => `src/${edit.file}` === file);
      const body = bodyOf(scripts, file, here);
      body(module, (specifier) => {
        const imported = imports.get(specifier);
        if (imported !== undefined) return load(imported);
        return given[specifier] ?? packages(specifier);
      });
      modules.set(file, module.exports);
      return module.exports;
    };
    return load(entry);
  };
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
  if (source === undefined) throw new Error(`${file} is none of the files that were asked for`);
  return source;
}

/** All files that the entries are made of, by their paths from the root. */
async function readSources(entries: readonly string[]): Promise<ReadonlyMap<string, Source>> {
  const { metafile } = await build({
    entryPoints: [...entries],
    absWorkingDir: fileURLToPath(ROOT),
    alias: NAMES,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
    outdir: 'nowhere',
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

function bodyOf(scripts: Map<string, Script>, file: string, edits: readonly Edit[]): Body {
  const script = edits.length > 0 ? compiled(file, edits) : scriptOf(scripts, file);
  const body: unknown = script.runInThisContext();
  if (!isBody(body)) throw new Error(`${file} was not compiled to a function`);
  return body;
}

function scriptOf(scripts: Map<string, Script>, file: string): Script {
  const known = scripts.get(file);
  if (known !== undefined) return known;
  const script = compiled(file, []);
  scripts.set(file, script);
  return script;
}

function compiled(file: string, edits: readonly Edit[]): Script {
  const source = edited(readFileSync(new URL(file, ROOT), 'utf8'), edits);
  const { code } = transformSync(source, {
    loader: 'ts',
    format: 'cjs',
    platform: 'node',
    define: { 'import.meta.url': JSON.stringify(new URL(file, ROOT)) },
    supported: { 'dynamic-import': false }, // `require` instead, which leads to the edited copy
  });
  return new Script(`(module, require) => {${code}}`, { filename: `edited/${file}` });
}

function isBody(body: unknown): body is Body {
  return typeof body === 'function';
}
