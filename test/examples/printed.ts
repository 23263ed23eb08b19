import type { Print } from '../../examples/isCommand.ts';

/** Runs an example and gives back the lines it printed. */
export async function printed(example: (print: Print) => Promise<void>): Promise<string[]> {
  const lines: string[] = [];
  await example((line) => lines.push(line));
  return lines;
}
