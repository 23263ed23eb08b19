import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pages, root, textOf } from './page.ts';

describe.each(pages)('%s', (page) => {
  test('links to pages and headings that are there', () => {
    for (const [, target] of proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target!)) continue;
      const [path = '', heading] = target!.split('#');
      const file = path === '' ? page : relative(root, join(root, dirname(page), path));
      expect(existsSync(root + file), `${page} links to ${target}`).toBe(true);
      if (heading !== undefined) {
        expect(headingsOf(file), `${page} links to ${target}`).toContain(heading);
      }
    }
  });

  test('names files of the repository that are there', () => {
    const names = [...proseOf(page).matchAll(/`((?:src|test|docs|examples)\/[^`\s*]*)`/g)];
    for (const [, name] of names) {
      expect(existsSync(root + name!), `${page} names ${name}`).toBe(true);
    }
  });
});

test('the README leads to every page', () => {
  const targets = [...proseOf('README.md').matchAll(/\]\((docs\/[^)#]+)/g)].map(([, path]) => path);
  expect(targets).toEqual(expect.arrayContaining(pages.slice(1)));
});

/** A page without its fenced blocks. */
function proseOf(page: string): string {
  return textOf(page).replaceAll(/^```[^\n]*\n[\s\S]*?^```$/gm, '');
}

/** The headings of a page as links name them. */
function headingsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
