import { describe, expect, test } from 'vitest';
import { CONTENDERS } from './contenders.ts';
import { optionsFrom } from './options.ts';
import { WORKLOADS } from './workloads.ts';

describe('the command line', () => {
  test('asks for all workloads of unrolled alone by default', () => {
    expect(optionsFrom([])).toEqual({
      only: WORKLOADS.map(({ id }) => id),
      contenders: CONTENDERS.filter(({ from }) => from === 'here').map(({ name }) => name),
      seconds: 5,
      rounds: 5,
      growth: false,
      dropout: false,
    });
  });

  test('asks for the peers by --peers', () => {
    expect(optionsFrom(['--peers'])?.contenders).toEqual(CONTENDERS.map(({ name }) => name));
  });

  test('chooses workloads and contenders, in their own order', () => {
    const args = ['--only', 'W5,W1', '--contenders', 'PyTorch, unrolled'];
    expect(optionsFrom(args)).toMatchObject({
      only: ['W1', 'W5'],
      contenders: ['unrolled', 'PyTorch'],
    });
  });

  test('sets seconds, rounds and the files', () => {
    const args = ['--seconds', '0.5', '--rounds', '3', '--json', 'out.json'];
    expect(optionsFrom([...args, '--page', 'page.md', '--growth'])).toMatchObject({
      seconds: 0.5,
      rounds: 3,
      json: 'out.json',
      page: 'page.md',
      growth: true,
    });
  });

  test('asks what dropout costs', () => {
    expect(optionsFrom(['--dropout'])?.dropout).toBe(true);
  });

  test('asks for help', () => {
    expect(optionsFrom(['--help'])).toBeUndefined();
  });

  test.each([
    { args: ['--only', 'W1,W9'], message: '--only knows W1, W2, W3, W3s, W4, W5, W6, W7, W8' },
    { args: ['--contenders', 'torch'], message: 'got torch' },
    { args: ['--seconds', '0'], message: '--seconds wants a number above 0, got 0' },
    { args: ['--seconds', 'x'], message: '--seconds wants a number above 0, got x' },
    { args: ['--rounds', '1.5'], message: '--rounds wants an integer above 0, got 1.5' },
    { args: ['--peer'], message: "Unknown option '--peer'" },
    { args: ['W1'], message: "Unexpected argument 'W1'" },
  ])('is refused as $args', ({ args, message }) => {
    expect(() => optionsFrom(args)).toThrow(message);
  });
});
