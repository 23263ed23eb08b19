import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the repository stands, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** All pages, by their paths in the repository. */
export const pages: readonly string[] = [
  'README.md',
  ...readdirSync(`${root}docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** A fenced block of a page. */
export interface Block {
  /** What follows the opening fence: `ts`, `text`, `sh`, or nothing. */
  readonly language: string;
  /** What stands between the fences, without the last line feed. */
  readonly content: string;
  /** The line of the opening fence, counted from 1. */
  readonly line: number;
  /** The line of the closing fence. */
  readonly end: number;
  /** Whether nothing but blank lines stands between it and the block before it. */
  readonly follows: boolean;
}

/** The text of a page. */
export function textOf(page: string): string {
  return readFileSync(root + page, 'utf8');
}

/** The fenced blocks of a page, in order. @throws if a fence is left open */
export function blocksOf(page: string): Block[] {
  const lines = textOf(page).split('\n');
  const blocks: Block[] = [];
  let open: number | undefined;
  let follows = false;
  for (const [i, line] of lines.entries()) {
    if (!line.startsWith('```')) {
      if (open === undefined && line.trim() !== '') follows = false;
      continue;
    }
    if (open === undefined) {
      open = i;
      continue;
    }
    blocks.push({
      language: lines[open]!.slice(3),
      content: lines.slice(open + 1, i).join('\n'),
      line: open + 1,
      end: i + 1,
      follows,
    });
    open = undefined;
    follows = true;
  }
  if (open !== undefined) throw new Error(`${page}:${open + 1} opens a block and never closes it`);
  return blocks;
}

/** The rows of the first table below a heading, each as its cells; the head is the first row. */
export function tableBelow(page: string, heading: string): string[][] {
  const lines = textOf(page).split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`${page} has no heading '${heading}'`);
  const first = lines.findIndex((line, i) => i > start && line.startsWith('|'));
  const rows: string[][] = [];
  for (let i = first; lines[i]?.startsWith('|'); i++) {
    const cells = lines[i]!.slice(1, -1).split('|');
    rows.push(cells.map((cell) => cell.trim()));
  }
  return rows.filter((_, i) => i !== 1);
}
