import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { root, tableBelow, textOf } from './page.ts';

test('the page on architecture has every room of the source, and no other', () => {
  const folders = readdirSync(`${root}src`, { withFileTypes: true });
  const rooms = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(roomsNamed().sort()).toEqual(rooms.sort());
});

test('the page on architecture has the floors in the order of the lint rule', () => {
  const [, list = ''] = /const floors = \[([^\]]*)\]/.exec(textOf('.dependency-cruiser.js')) ?? [];
  const floors = [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name!);
  const named = tableBelow('docs/architecture.md', '## Rooms')
    .slice(1)
    .map(([cell]) => cell);
  expect(named).toEqual(floors.map((name) => `\`${name}\``).filter((cell) => named.includes(cell)));
});

function roomsNamed(): string[] {
  const [rooms = ''] = textOf('docs/architecture.md').split('## Where to find things');
  return [...rooms.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name!);
}
