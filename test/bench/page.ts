/**
 * A page with another section below one of its headings of the second level: `body` takes the place of
 * all up to the next such heading. @throws if the page has no such heading
 */
export function withSection(page: string, heading: string, body: string): string {
  const lines = page.trimEnd().split('\n');
  const from = lines.indexOf(heading);
  if (from < 0) throw new Error(`the page has no heading '${heading}'`);
  const next = lines.findIndex((line, i) => i > from && line.startsWith('## '));
  const rest = next < 0 ? [] : ['', ...lines.slice(next)];
  return [...lines.slice(0, from + 1), '', body, ...rest, ''].join('\n');
}
