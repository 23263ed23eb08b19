import { expect, test } from 'vitest';
import { withSection } from './page.ts';

const page = '# Page\n\n## First\n\nold\n\n### Part\n\nold\n\n## Second\n\nkept\n';

test('a section in the middle of a page is replaced with its parts, and nothing else', () => {
  expect(withSection(page, '## First', 'new')).toBe(
    '# Page\n\n## First\n\nnew\n\n## Second\n\nkept\n',
  );
});

test('the last section of a page is replaced up to its end', () => {
  expect(withSection(page, '## Second', 'new')).toBe(page.replace('kept', 'new'));
});

test('a section that is replaced by itself leaves the page as it is', () => {
  expect(withSection(page, '## Second', 'kept')).toBe(page);
});

test('a page without the heading is an error', () => {
  expect(() => withSection(page, '## Third', 'new')).toThrow("no heading '## Third'");
});
