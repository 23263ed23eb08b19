import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import {
  type Callback,
  type CsvLoggerOptions,
  csvLogger,
  dense,
  input,
  type Metric,
  type Model,
  sequential,
  sgd,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { logsWith, rehearsal } from './control.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const inDirectory = temporaryDirectory();

function line(metrics: readonly Metric[] = []): Model {
  const model = sequential([input({ shape: [1] }), dense({ units: 1, kernelInitializer: 'ones' })]);
  model.compile({ optimizer: sgd({ learningRate: 0 }), loss: 'meanSquaredError', metrics });
  return model;
}

/** The table after a fit of some epochs. */
async function tableOf(options: CsvLoggerOptions, epochs: number, initialEpoch = 0) {
  await line().fit([[3]], [[1]], { epochs, initialEpoch, callbacks: [csvLogger(options)] });
  return readFileSync(options.filename, 'utf8');
}

/** A metric of this name whose value is always ½. */
function half(name: string): Metric {
  return { name, init: () => 0, update: () => 0, result: () => 0.5 };
}

const HEADER = 'epoch,loss,learningRate,gradientNorm,clippedShare\r\n';
const ROW = '4,0,12.649110640673518,0\r\n'; // (3 − 1)², |(4 · 3, 4)|

describe('csvLogger', () => {
  test('writes a row for each epoch, in the form of RFC 4180', async () => {
    const filename = inDirectory('made/log.csv');
    expect(await tableOf({ filename }, 2)).toBe(`${HEADER}0,${ROW}1,${ROW}`);
  });

  test('has each row in the file before the next epoch begins', async () => {
    const filename = inDirectory('log.csv');
    const rows: number[] = [];
    const reader: Callback = {
      onEpochEnd: () => void rows.push(readFileSync(filename, 'utf8').split('\r\n').length - 2),
    };
    await line().fit([[3]], [[1]], { epochs: 3, callbacks: [csvLogger({ filename }), reader] });
    expect(rows).toEqual([1, 2, 3]);
  });

  test('does not take a file that cannot be read for none', async () => {
    const filename = inDirectory('directory');
    mkdirSync(filename);
    const fitted = tableOf({ filename, append: true }, 1);
    await expect(fitted).rejects.toThrow(
      expect.objectContaining({ code: 'EISDIR', syscall: 'read' }),
    );
  });

  test('replaces a table that is there, when it has a row', async () => {
    const filename = inDirectory('log.csv');
    writeFileSync(filename, 'old');
    await line().fit([[3]], [[1]], { epochs: 0, callbacks: [csvLogger({ filename })] });
    expect(readFileSync(filename, 'utf8')).toBe('old');
    expect(await tableOf({ filename }, 1)).toBe(`${HEADER}0,${ROW}`);
  });

  test('begins a new table with each training, goes on with the one of the first if told to', async () => {
    for (const append of [false, true]) {
      const filename = inDirectory(`${append}.csv`);
      const callbacks = [csvLogger({ filename, append })];
      for (let i = 0; i < 2; i++) await line().fit([[3]], [[1]], { callbacks });
      const rows = append ? `0,${ROW}0,${ROW}` : `0,${ROW}`;
      expect(readFileSync(filename, 'utf8')).toBe(HEADER + rows);
    }
  });

  test('goes on with a table if told to', async () => {
    const filename = inDirectory('log.csv');
    await tableOf({ filename, append: true }, 1);
    expect(await tableOf({ filename, append: true }, 3, 1)).toBe(
      `${HEADER}0,${ROW}1,${ROW}2,${ROW}`,
    );
  });

  test('goes on in a new line where the last one has no end', async () => {
    const filename = inDirectory('log.csv');
    writeFileSync(filename, `${HEADER}0,1,1,1,1`);
    expect(await tableOf({ filename, append: true }, 2, 1)).toBe(`${HEADER}0,1,1,1,1\r\n1,${ROW}`);
  });

  test('goes on with a table whose lines end with a line feed alone', async () => {
    const filename = inDirectory('log.csv');
    writeFileSync(filename, HEADER.replace('\r', ''));
    expect(await tableOf({ filename, append: true }, 1)).toBe(
      `${HEADER.replace('\r', '')}0,${ROW}`,
    );
  });

  test('refuses to go on with a table of other columns, and leaves it alone', async () => {
    const filename = inDirectory('log.csv');
    writeFileSync(filename, 'epoch,loss\r\n0,1\r\n');
    await expect(tableOf({ filename, append: true }, 1)).rejects.toThrow(
      expect.objectContaining({
        name: 'ConfigError',
        message:
          'csvLogger wants to add epochs that report loss, learningRate, gradientNorm, clippedShare ' +
          `to ${filename}, but its first line is epoch,loss: give another filename, or leave append out`,
      }),
    );
    expect(readFileSync(filename, 'utf8')).toBe('epoch,loss\r\n0,1\r\n');
  });

  test('puts fields in quotes that would be two, and doubles their quotes', async () => {
    const filename = inDirectory('log.csv');
    const metrics = [half('a,b'), half('say "x"'), half('two\nlines')];
    const callbacks = [csvLogger({ filename })];
    await line(metrics).fit([[3]], [[1]], { callbacks });
    const header = readFileSync(filename, 'utf8').slice(0, 43);
    expect(header).toBe('epoch,loss,"a,b","say ""x""","two\nlines",le');
  });

  test('takes another separator', async () => {
    const filename = inDirectory('log.csv');
    const table = await tableOf({ filename, separator: ';' }, 1);
    expect(table).toBe(`${HEADER}0,${ROW}`.replaceAll(',', ';'));
    const dotted = await tableOf({ filename, separator: '.' }, 1);
    expect(dotted).toContain('0.4.0."12.649110640673518".0');
  });

  test('writes numbers so that they can be read back', async () => {
    const parts: string[] = [];
    const write = (_: string, bytes: Uint8Array) =>
      void parts.push(new TextDecoder().decode(bytes));
    const callback = csvLogger({ filename: 'log', write });
    const { control } = rehearsal();
    await callback.onTrainBegin?.(control);
    for (const value of [1 / 3, Number.NaN, 1e-7, Number.POSITIVE_INFINITY]) {
      await callback.onEpochEnd?.(0, logsWith('x', value), control);
    }
    expect(parts).toEqual([
      'epoch,loss,x\r\n0,1,0.3333333333333333\r\n',
      '0,1,NaN\r\n',
      '0,1,1e-7\r\n',
      '0,1,Infinity\r\n',
    ]);
  });

  test('gives the bytes to be added to whoever takes them', async () => {
    const taken: [string, string][] = [];
    const write = async (name: string, bytes: Uint8Array): Promise<void> => {
      await Promise.resolve();
      taken.push([name, new TextDecoder().decode(bytes)]);
    };
    const log = async (options: Partial<CsvLoggerOptions>): Promise<void> => {
      const callbacks = [csvLogger({ filename: 'log.csv', write, ...options })];
      await line().fit([[3]], [[1]], { callbacks });
    };
    await log({});
    await log({ append: true });
    expect(taken).toEqual([
      ['log.csv', `${HEADER}0,${ROW}`],
      ['log.csv', `0,${ROW}`],
    ]);
  });

  test.each<[string, string, CsvLoggerOptions]>([
    ['no filename', 'csvLogger wants filename to be a path, got ', { filename: '' }],
    [
      'two separators',
      'csvLogger wants separator to be one character, no quote or line break, got ";;"',
      { filename: 'log', separator: ';;' },
    ],
    [
      'a quote as separator',
      'csvLogger wants separator to be one character, no quote or line break, got "\\""',
      { filename: 'log', separator: '"' },
    ],
  ])('refuses %s', (_, message, options) => {
    expect(() => csvLogger(options)).toThrow(
      expect.objectContaining({ name: 'ConfigError', message }),
    );
  });

  test('ends fit where the table cannot be written', async () => {
    writeFileSync(inDirectory('file'), '');
    await expect(tableOf({ filename: inDirectory('file/log.csv') }, 1)).rejects.toThrow(
      /ENOTDIR|EEXIST/,
    );
  });
});
