import { format } from 'node:util';
import { runInThisContext } from 'node:vm';
import ts from 'typescript';
import * as unrolled from 'unrolled';
import * as math from 'unrolled/math';
import * as tensor from 'unrolled/tensor';
import * as testing from 'unrolled/testing';
import { type Block, blocksOf } from './page.ts';

// The `ts` blocks of a page are one program, from top to bottom: a block may use what the blocks
// above it made. A `text` block right below a `ts` block is what that block prints.

const modules = new Map<string, object>([
  ['unrolled', unrolled],
  ['unrolled/math', math],
  ['unrolled/tensor', tensor],
  ['unrolled/testing', testing],
]);

/** A block of code, what the page says it prints, and what it did print. */
export interface Printed {
  readonly line: number;
  readonly stated: string;
  readonly printed: string;
  /** The block that states it, if there is one. */
  readonly statement: Block | undefined;
}

/** Runs the program of a page. An error names the block it came from. */
export async function runPage(page: string): Promise<Printed[]> {
  const blocks = blocksOf(page);
  const printed = new Map<number, string[]>();
  let current = 0;
  const begin = (line: number): void => {
    current = line;
    printed.set(line, []);
  };
  const log = (...values: readonly unknown[]): void => {
    printed.get(current)?.push(format(...values));
  };
  const source = blocks
    .filter(({ language }) => language === 'ts')
    .map(({ line, content }) => `beginBlock(${line});\n${content}`)
    .join('\n');
  try {
    await compiled(page, source)(begin, { log }, moduleNamed, {});
  } catch (cause) {
    throw new Error(`the block at ${page}:${current} failed: ${String(cause)}`, { cause });
  }
  return blocks.flatMap((block, i) => {
    if (block.language !== 'ts') return [];
    const next = blocks[i + 1];
    const statement = next?.language === 'text' && next.follows ? next : undefined;
    return [
      {
        line: block.line,
        stated: trimmed(statement?.content ?? ''),
        printed: trimmed((printed.get(block.line) ?? []).join('\n')),
        statement,
      },
    ];
  });
}

type Program = (
  beginBlock: (line: number) => void,
  console: { log: (...values: readonly unknown[]) => void },
  require: (name: string) => object,
  exports: object,
) => Promise<void>;

function compiled(page: string, source: string): Program {
  const { outputText } = ts.transpileModule(source, {
    fileName: `${page}.ts`,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const wrapped = `(async (beginBlock, console, require, exports) => {${outputText}\n})`;
  const program: unknown = runInThisContext(wrapped, { filename: page });
  if (!isProgram(program)) throw new Error(`${page} did not compile`);
  return program;
}

function isProgram(value: unknown): value is Program {
  return typeof value === 'function';
}

function moduleNamed(name: string): object {
  const found = modules.get(name);
  if (found === undefined) {
    throw new Error(`pages import ${[...modules.keys()].join(', ')}, got '${name}'`);
  }
  return found;
}

function trimmed(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}
