import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocksOf, pages, root, textOf } from './page.ts';
import { type Printed, runPage } from './program.ts';

// `UPDATE_DOCS=1 npm test -- test/docs` writes what the blocks print into the pages.
const update = process.env.UPDATE_DOCS === '1';

// A block may save a file: not in the repository.
const home = process.cwd();
const place = mkdtempSync(join(tmpdir(), 'unrolled-docs-'));
beforeAll(() => {
  process.chdir(place);
});
afterAll(() => {
  process.chdir(home);
  rmSync(place, { recursive: true });
});

describe.each(pages)('%s', (page) => {
  test('prints what it says it prints', { timeout: 120_000 }, async () => {
    const results = await runPage(page);
    if (update) rewrite(page, results);
    const wrong = results.filter(({ stated, printed }) => stated !== printed);
    expect(
      wrong.map(({ line, printed }) => ({ at: `${page}:${line}`, text: printed })),
      `${page} states another output than its blocks print; UPDATE_DOCS=1 writes what they print`,
    ).toEqual(wrong.map(({ line, stated }) => ({ at: `${page}:${line}`, text: stated })));
  });

  test('has blocks in languages that are tested', () => {
    for (const { language, line, follows } of blocksOf(page)) {
      expect(['ts', 'text', 'sh', ''], `${page}:${line}`).toContain(language);
      if (language === 'text') expect(follows, `${page}:${line} is no block's output`).toBe(true);
    }
  });

  test('names scripts that are there', () => {
    const { scripts } = packageJson();
    const commands = blocksOf(page).filter(({ language }) => language === 'sh');
    const names = commands.flatMap(({ content }) => [...content.matchAll(/npm (?:run )?(\S+)/g)]);
    for (const [, name] of names) {
      if (name !== 'ci' && name !== 'install') expect(scripts, page).toHaveProperty([name!]);
    }
  });
});

test('the README shows both commands, code by line 15 and its result by line 30', () => {
  const blocks = blocksOf('README.md');
  const code = blocks.find(({ language }) => language === 'ts');
  const result = blocks.find(({ language }) => language === 'text');
  expect(code?.line).toBeLessThan(15);
  expect(result?.line).toBeLessThan(30);
  const screen = textOf('README.md').split('\n').slice(0, 40).join('\n');
  expect(screen).toContain('npm ci && npm run demo');
  expect(screen).toContain('npm ci && npm test');
});

function packageJson(): { readonly scripts: object } {
  const json: unknown = JSON.parse(textOf('package.json'));
  if (typeof json === 'object' && json !== null && 'scripts' in json) {
    const { scripts } = json;
    if (typeof scripts === 'object' && scripts !== null) return { scripts };
  }
  throw new Error('package.json has no scripts');
}

/** Writes what the blocks printed in the place of what the page states. */
function rewrite(page: string, results: readonly Printed[]): void {
  const lines = textOf(page).split('\n');
  for (const { printed, statement } of [...results].reverse()) {
    if (statement === undefined) continue;
    lines.splice(statement.line, statement.end - statement.line - 1, ...printed.split('\n'));
  }
  writeFileSync(root + page, lines.join('\n'));
}
