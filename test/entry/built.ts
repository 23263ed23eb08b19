import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'tsup';
import config from '../../tsup.config.ts';

/** Where the package is built for these tests; beside the sources, so that it finds its packages. */
const DIRECTORY = new URL('../report/entry/', import.meta.url);

/** Builds the package as it is published, without its types. */
export async function buildPackage(): Promise<void> {
  const settings = typeof config === 'function' || Array.isArray(config) ? {} : config;
  await build({
    ...settings,
    dts: false,
    sourcemap: false,
    config: false,
    silent: true,
    outDir: DIRECTORY.pathname,
  });
}

/** A file of the built package. */
export function builtFile(name: string): URL {
  return new URL(name, DIRECTORY);
}

/** Runs a module in a Node of its own; `entry('index.js')` in its text is replaced by the file. */
export async function runModule(text: string, ...flags: readonly string[]): Promise<string> {
  return run(...flags, '--input-type=module', '--eval', withEntries(text));
}

/** The same from a file of this name beside the entries, as workers want it. */
export async function runFile(
  name: string,
  text: string,
  ...flags: readonly string[]
): Promise<string> {
  await writeFile(builtFile(name), withEntries(text));
  return run(...flags, builtFile(name).pathname);
}

function withEntries(text: string): string {
  return text.replace(/entry\('([^']+)'\)/g, (_, name: string) =>
    JSON.stringify(pathToFileURL(builtFile(name).pathname).href),
  );
}

async function run(...options: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, options, { timeout: 20_000 });
  return stdout.trim();
}
