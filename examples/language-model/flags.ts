import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What is a token: a character, or a word or punctuation mark. */
type Level = 'char' | 'word';

/** What the command line asks for. */
export interface Flags {
  /** The text to learn; undefined for the slice of Moby Dick that lies in examples/data. */
  readonly data: string | undefined;
  readonly level: Level;
  readonly units: number;
  readonly layers: number;
  /** Training steps to do now; undefined for as many as suit the level. */
  readonly steps: number | undefined;
  /** Minutes to train for, in the place of steps. */
  readonly minutes: number | undefined;
  readonly seed: number;
  /** The file of a model to go on with. */
  readonly resume: string | undefined;
  /** Where the model is saved; undefined for the default. */
  readonly save: string | undefined;
}

export const HELP = `Trains an LSTM to write as a book does, one character or word after the other.

  npm run demo -- [flags]

  --data FILE       the text to learn; a slice of Moby Dick by default
  --level char|word what a token is; char by default
  --units N         the size of the LSTM's state; 64 by default
  --layers N        how many LSTMs stand on each other; 1 by default
  --steps N         training steps, rounded up to whole rounds (25 steps in a long text);
                    1000 by default, 200 for words
  --minutes M       trains for M minutes instead; another run may then print other text
  --seed N          of everything random; 0 by default
  --resume FILE     goes on with a saved model, and saves it there again
  --save FILE       where to save the model; a file among the system's temporary files by default
  --help            prints this`;

/** A flag that cannot be followed. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}

/** The flags of a command line, or 'help'. @throws FlagError for one that cannot be followed */
export function readFlags(args: readonly string[]): Flags | 'help' {
  const given = parse(args);
  if (given.help === true) return 'help';
  if (given.steps !== undefined && given.minutes !== undefined) {
    throw new FlagError('--steps and --minutes both say when to stop: give one of them');
  }
  for (const flag of ['level', 'units', 'layers', 'seed'] as const) {
    if (given.resume === undefined || given[flag] === undefined) continue;
    throw new FlagError(`--${flag} belongs to a new model: --resume keeps that of its file`);
  }
  const { level = 'char', minutes } = given;
  if (level !== 'char' && level !== 'word') {
    throw new FlagError(`--level wants char or word, got '${level}'`);
  }
  return {
    data: given.data === undefined ? undefined : resolve(given.data),
    level,
    units: whole('units', given.units ?? '64', 1),
    layers: whole('layers', given.layers ?? '1', 1),
    steps: given.steps === undefined ? undefined : whole('steps', given.steps, 1),
    minutes: minutes === undefined ? undefined : positive('minutes', minutes),
    seed: whole('seed', given.seed ?? '0', 0),
    resume: given.resume,
    save: given.save ?? given.resume,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: text,
        level: text,
        units: text,
        layers: text,
        steps: text,
        minutes: text,
        seed: text,
        resume: text,
        save: text,
        help: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    // Node's first sentence names the flag; what follows is about positional arguments.
    const [reason = ''] = cause instanceof Error ? cause.message.split('. ') : [];
    throw new FlagError(`${reason}: --help lists the flags`, { cause });
  }
}

function whole(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new FlagError(`--${flag} wants a whole number from ${least}, got '${text}'`);
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new FlagError(`--${flag} wants a number above 0, got '${text}'`);
}
