import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dense, FormatError, input, saveModel, sequential } from 'unrolled';
import { afterAll, expect, test, vi } from 'vitest';
import { FlagError, HELP } from '../../examples/language-model/flags.ts';
import { main } from '../../examples/language-model/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'unrolled-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

vi.setConfig({ testTimeout: 120_000 }); // some seconds each, on a machine with time to spare

const mobyDick = new URL('../../examples/data/moby-dick.txt', import.meta.url);
const book = place('book.txt');
const shortBook = place('short.txt');
writeFileSync(book, readFileSync(mobyDick, 'utf8').slice(0, 60_000));
writeFileSync(shortBook, readFileSync(mobyDick, 'utf8').slice(0, 8_000));
const small = ['--data', book, '--units', '8'];

function place(file: string): string {
  return join(folder, file);
}

/** What the command prints; its model is saved in `file`. */
async function run(file: string, ...flags: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  const screen = { write: () => true };
  await main([...flags, '--save', place(file)], (line) => lines.push(line), screen);
  return lines;
}

/** What the loaded model wrote, and the line about its words. */
function ending(lines: readonly string[]): readonly string[] {
  return lines.slice(-2);
}

function bitsIn(lines: readonly string[]): number[] {
  return lines.flatMap((line) => / (\S+) bits per character$/.exec(line)?.[1] ?? []).map(Number);
}

test('held-out text costs fewer bits at every report', async () => {
  const lines = await run('falling', ...small, '--steps', '200');
  const bits = bitsIn(lines);
  expect(bits).toHaveLength(5); // before learning, after 25, 50, 100 and 200 steps
  expect(bits).toEqual([...bits].sort((a, b) => b - a));
  expect(bits[0]).toBeCloseTo(Math.log2(70), 0); // nothing learned: any of about 70 characters
  expect(bits.at(-1)).toBeLessThan(4);
  expect(lines.at(-1)).toMatch(/^Of \d+ words it wrote, \d+ % are words of the book\.$/);
});

test('two runs with one seed print the same text, another seed prints another', async () => {
  const flags = [...small, '--steps', '50'];
  const first = await run('twice', ...flags);
  expect(await run('twice', ...flags)).toEqual(first);
  expect(ending(await run('twice', ...flags, '--seed', '1'))).not.toEqual(ending(first));
});

test('learning that was saved and resumed ends as if it had never stopped', async () => {
  const whole = await run('whole', ...small, '--steps', '100');
  const half = await run('half', ...small, '--steps', '50');
  const resumed = await run('half', '--resume', place('half'), '--steps', '50');
  expect(bitsIn(resumed)[0]).toBe(bitsIn(half).at(-1));
  expect(bitsIn(resumed).at(-1)).toBe(bitsIn(whole).at(-1));
  expect(ending(resumed)).toEqual(ending(whole));
  expect(readFileSync(place('half'))).toEqual(readFileSync(place('whole')));
});

test('steps are rounded up to whole rounds', async () => {
  const lines = await run('rounds', ...small, '--steps', '26');
  expect(lines.filter((line) => line.startsWith('step ')).at(-1)).toMatch(/^step 50:/);
});

test('words can be learned, and LSTMs stand on each other', async () => {
  const flags = ['--level', 'word', '--units', '8', '--layers', '2', '--steps', '20'];
  const lines = await run('words', '--data', shortBook, ...flags);
  expect(lines.join('\n')).toContain('lstm_1 (lstm)');
  const [before, after] = bitsIn(lines);
  expect(after).toBeLessThan(before!);
  expect(lines.at(-1)).toMatch(/^Of \d+ words it wrote, 100 % are words of the book\.$/);
});

test('a text of a few lines is enough', async () => {
  const poem = place('poem.txt');
  writeFileSync(
    poem,
    'The sea, the sea, the open sea,\nthe blue, the fresh, the ever free.\n'.repeat(6),
  );
  const lines = await run('poem', '--data', poem, '--units', '8', '--steps', '40');
  const [before, after] = bitsIn(lines);
  expect(after).toBeLessThan(before!);
});

test('a text of a line is too short', async () => {
  const line = place('line.txt');
  writeFileSync(line, 'The sea, the sea, the open sea,');
  await expect(run('line', '--data', line)).rejects.toThrow(
    new FlagError('the text is too short: 17 of its tokens have to be in its last 5 %, got 2'),
  );
});

test('by the clock it learns for that long, and says that the text may differ', async () => {
  const start = performance.now();
  const lines = await run('clock', ...small, '--minutes', '0.05');
  expect(performance.now() - start).toBeGreaterThan(3000);
  expect(lines).toContain('By the clock: another run may print other text.');
});

test('however short the time, it learns a round', async () => {
  const lines = await run('hurry', ...small, '--minutes', '0.0001');
  expect(bitsIn(lines)).toHaveLength(2);
  expect(existsSync(place('hurry'))).toBe(true);
});

test('--help prints the flags and does nothing', async () => {
  expect(await run('help', '--help')).toEqual([HELP]);
  expect(existsSync(place('help'))).toBe(false);
});

test('a file that holds no model, or another model, is refused', async () => {
  await expect(run('refused', '--resume', book)).rejects.toThrow(FormatError);
  const other = place('other');
  await saveModel(sequential([input({ shape: [2] }), dense({ units: 1 })]), other);
  await expect(run('refused', '--resume', other)).rejects.toThrow(
    new FlagError(`${other} has no vocabulary or was never trained: not saved by this example`),
  );
  expect(existsSync(place('refused'))).toBe(false);
});

test('a resumed model goes on with the text it learned, without being told', async () => {
  await run('text', '--data', shortBook, '--units', '8', '--steps', '4');
  const lines = await run('text', '--resume', place('text'), '--steps', '4');
  expect(lines[0]).toContain(`${shortBook}: 8000 characters`);
});

test('a text that is not there is named', async () => {
  await expect(run('missing', '--data', place('missing.txt'))).rejects.toThrow(/missing\.txt/);
});
