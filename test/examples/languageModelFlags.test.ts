import { describe, expect, test } from 'vitest';
import { FlagError, readFlags } from '../../examples/language-model/flags.ts';

describe('the flags of the language model', () => {
  test('without any, it is a small LSTM of characters on Moby Dick', () => {
    expect(readFlags([])).toEqual({
      data: undefined,
      level: 'char',
      units: 64,
      layers: 1,
      steps: undefined,
      minutes: undefined,
      seed: 0,
      resume: undefined,
      save: undefined,
    });
  });

  test('are read in both spellings', () => {
    const spaced = ['--level', 'word', '--units', '32', '--layers', '2', '--seed', '7'];
    const joined = ['--level=word', '--units=32', '--layers=2', '--seed=7'];
    const wanted = { level: 'word', units: 32, layers: 2, seed: 7 };
    expect(readFlags(spaced)).toMatchObject(wanted);
    expect(readFlags(joined)).toMatchObject(wanted);
  });

  test('a resumed model is saved where it was, unless another place is given', () => {
    expect(readFlags(['--resume', 'a'])).toMatchObject({ resume: 'a', save: 'a' });
    expect(readFlags(['--resume', 'a', '--save', 'b'])).toMatchObject({ resume: 'a', save: 'b' });
  });

  test('--help wins over all others', () => {
    expect(readFlags(['--help', '--units', 'many'])).toBe('help');
  });

  test.for([
    [['--unit', '3'], "Unknown option '--unit': --help lists the flags"],
    [['moby.txt'], "Unexpected argument 'moby.txt': --help lists the flags"],
    [['--units'], "Option '--units <value>' argument missing: --help lists the flags"],
    [['--units', '0'], "--units wants a whole number from 1, got '0'"],
    [['--layers', '1.5'], "--layers wants a whole number from 1, got '1.5'"],
    [['--steps', 'many'], "--steps wants a whole number from 1, got 'many'"],
    [['--steps', ''], "--steps wants a whole number from 1, got ''"],
    [['--seed=-1'], "--seed wants a whole number from 0, got '-1'"],
    [['--minutes', '0'], "--minutes wants a number above 0, got '0'"],
    [['--minutes', 'Infinity'], "--minutes wants a number above 0, got 'Infinity'"],
    [['--level', 'letter'], "--level wants char or word, got 'letter'"],
    [
      ['--steps', '9', '--minutes', '1'],
      '--steps and --minutes both say when to stop: give one of them',
    ],
    [
      ['--resume', 'a', '--units', '9'],
      '--units belongs to a new model: --resume keeps that of its file',
    ],
    [
      ['--resume', 'a', '--level', 'word'],
      '--level belongs to a new model: --resume keeps that of its file',
    ],
  ] as const)('%j is refused: %s', ([args, message]) => {
    expect(() => readFlags(args)).toThrow(new FlagError(message));
  });
});
