/**
 * `npm run kernels` compiles src/kernels/wasm/assembly into module.ts and relaxedModule.ts beside it;
 * `npm run kernels -- --check` compiles and fails if a committed module has other bytes.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = 'src/kernels/wasm/assembly/index.ts';

/**
 * Small enough for every page. Chrome before 114 compiles no more than 4 KiB at once on a page's main
 * thread: there the reference runs.
 */
const MOST_BYTES = 32768;

build('module.ts', 'MODULE', 'The WebAssembly module in base64.', ['simd']);
build(
  'relaxedModule.ts',
  'RELAXED_MODULE',
  'The same with relaxed SIMD: it may round a product and a sum once instead of twice.',
  ['simd', 'relaxed-simd'],
);

function build(file: string, name: string, comment: string, features: readonly string[]): void {
  const target = `${root}src/kernels/wasm/${file}`;
  const bytes = compile(features);
  if (bytes.length > MOST_BYTES) {
    throw new Error(`${file} has ${bytes.length} bytes; a page may pay ${MOST_BYTES} for it`);
  }
  const text = moduleText(name, comment, bytes.toString('base64'));
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text);
    console.log(`${file}: ${bytes.length} bytes`);
  } else if (readFileSync(target, 'utf8') !== text) {
    throw new Error(`src/kernels/wasm/${file} is not what its source gives: npm run kernels`);
  }
}

/** By its command, because the compiler's types declare globals of their own. */
function compile(features: readonly string[]): Buffer {
  const compiler = fileURLToPath(import.meta.resolve('assemblyscript/bin/asc.js'));
  const flags = [
    ...['--runtime', 'stub', '--lowMemoryLimit', '--noAssert', '--enable', features.join()],
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

function moduleText(name: string, comment: string, base64: string): string {
  return `// Written by \`npm run kernels\` from assembly/: change it there.

/** ${comment} */
export const ${name}: string =
  '${base64}';
`;
}
