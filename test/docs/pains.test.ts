import { describe, expect, test } from 'vitest';
import { tableBelow, textOf } from './page.ts';

const [, ...rows] = tableBelow('docs/pains.md', '# Twenty pains');

test('the page on pains has twenty', () => {
  expect(rows).toHaveLength(20);
});

describe.each(rows)('%s', (_pain, here = '', shown = '') => {
  test('has a test, or says that it waits', () => {
    const tests = [...shown.matchAll(/`([^`]+)` “([^”]+)”/g)];
    if (tests.length === 0) expect(here).toContain('not yet');
    expect(shown.replaceAll(/`[^`]+` “[^”]+”/g, '').replaceAll(', ', '')).toBe('');
    for (const [, file = '', title = ''] of tests) expect(titlesOf(file)).toContain(title);
  });
});

/** What the tests of a file are called, and groups of them. */
function titlesOf(file: string): string[] {
  const called = /(?:test|describe)(?:\.each[^']*?)?\(\s*'([^'\n]+)'/g;
  return [...textOf(file).matchAll(called)].map(([, title]) => title!);
}
