/**
 * `npm run characters` writes src/text/characterTable.ts by the Unicode version of the Node that runs it;
 * `npm run characters -- --check` fails if the committed table is another.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { characterTable } from './unicode.ts';

const target = fileURLToPath(new URL('../../src/text/characterTable.ts', import.meta.url));
const text = characterTable();

if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
  console.log(`characterTable.ts: ${text.length} characters, Unicode ${process.versions.unicode}`);
} else if (readFileSync(target, 'utf8') !== text) {
  throw new Error('src/text/characterTable.ts is not what this Node gives: npm run characters');
}
