import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { main } from '../../examples/language-model/index.ts';
import { statedLastLine } from './statedLastLine.ts';

const folder = mkdtempSync(join(tmpdir(), 'unrolled-demo-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the demo, as it stands, learns to write words of the book', {
  timeout: 480_000,
}, async () => {
  const lines: string[] = [];
  const screen = { write: () => true };
  await main(['--save', join(folder, 'model')], (line) => lines.push(line), screen);

  const reports = lines.flatMap((line) => {
    const [, step, loss, perplexity, bits] =
      /^step (\d+): loss (\S+), perplexity (\S+), (\S+) bits per character$/.exec(line) ?? [];
    return step === undefined ? [] : [{ step, loss, perplexity, bits }];
  });
  expect(reports.map(({ step }) => Number(step))).toEqual([0, 25, 50, 100, 200, 400, 800, 1000]);
  for (const measure of ['loss', 'perplexity', 'bits'] as const) {
    const values = reports.map((report) => Number(report[measure]));
    expect(values, measure).toEqual([...values].sort((a, b) => b - a)); // it only falls
  }
  expect(Number(reports.at(-1)?.bits)).toBeLessThan(2.75);

  const [, percent] = /(\d+) % are words of the book/.exec(lines.at(-1) ?? '') ?? [];
  expect(Number(percent)).toBeGreaterThan(70);
  expect(lines.at(-1)).toBe(statedLastLine('language-model'));
});
