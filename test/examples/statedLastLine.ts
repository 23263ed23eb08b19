import { readFileSync } from 'node:fs';

/** The last line that the comment at the top of an example states. */
export function statedLastLine(example: string): string {
  const line = /^ \* Its last line: (.+)$/m.exec(readExample(`${example}/index.ts`))?.[1];
  if (line === undefined) throw new Error(`examples/${example}/index.ts states no last line`);
  return line;
}

/** A file of examples/. */
export function readExample(path: string): string {
  return readFileSync(new URL(`../../examples/${path}`, import.meta.url), 'utf8');
}
