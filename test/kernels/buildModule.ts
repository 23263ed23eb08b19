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

const bytes = compile();
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
    ...['--importMemory', '--initialMemory', '1'], // as much as the caller's memory has
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
