import { fileURLToPath } from 'node:url';

/** Whether the module at `url` is what Node was told to run, and not imported by another module. */
export function isCommand(url: string): boolean {
  return process.argv[1] === fileURLToPath(url);
}

/** Where an example prints its lines. */
export type Print = (line: string) => void;
