/**
 * `npm run kernels` compiles src/kernels/wasm/assembly into src/kernels/wasm/module.ts;
 * `npm run kernels -- --check` compiles and fails if the committed module has other bytes.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = 'src/kernels/wasm/assembly/index.ts';
const target = `${root}src/kernels/wasm/module.ts`;

/**
 * Small enough for every page. Chrome before 114 compiles no more than 4 KiB at once on a page's main
 * thread: there the reference runs.
 */
const MOST_BYTES = 24576;

const bytes = compile();
if (bytes.length > MOST_BYTES) {
  throw new Error(
    `The module has ${bytes.length} bytes; ${MOST_BYTES} is what a page may pay for it`,
  );
}
const text = moduleText(bytes.toString('base64'));
if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
  console.log(`${bytes.length} bytes`);
} else if (readFileSync(target, 'utf8') !== text) {
  throw new Error('src/kernels/wasm/module.ts is not what its source gives: npm run kernels');
}

/** By its command, because the compiler's types declare globals of their own. */
function compile(): Buffer {
  const compiler = fileURLToPath(import.meta.resolve('assemblyscript/bin/asc.js'));
  const flags = [
    ...['--runtime', 'stub', '--lowMemoryLimit', '--noAssert', '--enable', 'simd'],
    // the caller's memory, of any size; the constants stand below 1024, leaving 0 to mean "none"
    ...['--importMemory', '--noExportMemory', '--initialMemory', '1', '--memoryBase', '16'],
    ...['-O3', '--converge'],
  ];
  const { status, stdout } = spawnSync(
    process.execPath,
    [compiler, source, ...flags, '--outFile'], // without a name it writes to stdout
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0 || stdout.length === 0) throw new Error('It does not compile');
  return stdout;
}

function moduleText(base64: string): string {
  return `// Written by \`npm run kernels\` from assembly/: change it there.

/** The WebAssembly module in base64. */
export const MODULE: string =
  '${base64}';
`;
}
