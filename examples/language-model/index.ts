/**
 * Learns to write as a book does, character by character or word by word, and shows how it gets
 * better: on text it has never seen, and in what it writes.
 *
 *     npm run demo                                   a slice of Moby Dick, in less than a minute
 *     npm run demo -- --data my.txt --minutes 10     a book of your own
 *     npm run demo -- --help                         everything else
 *
 * Its last line: Of 493 words it wrote, 76 % are words of the book.
 */
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isCommand, type Print } from '../isCommand.ts';
import { type Book, layOut } from './book.ts';
import { FlagError, type Flags, HELP, readFlags } from './flags.ts';
import { type Goal, minutesGoal, stepsGoal } from './goal.ts';
import { judge, learn } from './learn.ts';
import { type Learner, loadLearner, newLearner, saveLearner } from './learner.ts';
import { type Screen, showProgress } from './progress.ts';
import { knownWords, write } from './write.ts';

const MOBY_DICK = fileURLToPath(new URL('../data/moby-dick.txt', import.meta.url));
const TEMPORARY = join(tmpdir(), 'unrolled-language-model.safetensors');

/** How many steps are learned by default, and how many tokens written: as samples, in the end. */
const SIZES = {
  character: { steps: 1000, sample: 72, shown: 480, counted: 2400 },
  bytePair: { steps: 300, sample: 24, shown: 160, counted: 800 },
  word: { steps: 200, sample: 14, shown: 96, counted: 480 },
} as const;

/** Does what the command line `args` asks for: prints results, and shows progress on the screen. */
export async function main(args: readonly string[], print: Print, screen: Screen): Promise<void> {
  const flags = readFlags(args);
  if (flags === 'help') {
    print(HELP);
    return;
  }
  const { learner, text } = await start(flags);
  const { model, vocabulary } = learner;
  const book = layOut(text, vocabulary);
  const sizes = SIZES[vocabulary.level];
  const path = flags.save ?? TEMPORARY;
  print(
    `${learner.data ?? 'Moby Dick'}: ${text.length} characters, the last 5 % held out to judge by`,
  );
  print(model.summary());
  const goal = goalOf(flags, sizes.steps, book);
  if (flags.minutes !== undefined) print('By the clock: another run may print other text.');

  let sample = await tell(learner, book, sizes.sample, print);
  const progress = showProgress(screen, goal);
  await learn(learner, book, goal, progress, async () => {
    progress.clear();
    sample = await tell(learner, book, sizes.sample, print);
    await saveLearner(learner, path);
  });

  print(`Saved to ${path}. Loaded from there, it goes on writing:\n`);
  const loaded = await loadLearner(path);
  const written = await write(loaded, book.opening + sample, sizes.counted, 'in the end');
  print(`… ${sample}${written.slice(0, sizes.shown).join('')} …\n`);
  const { words, percent } = knownWords(written.join(''), book.words);
  print(`Of ${words} words it wrote, ${percent} % are words of the book.`);
}

/** A new learner, or the one to go on with, and the text it learns. */
async function start(flags: Flags): Promise<{ learner: Learner; text: string }> {
  if (flags.resume === undefined) {
    const text = await readFile(flags.data ?? MOBY_DICK, 'utf8');
    return { learner: newLearner(text, flags), text };
  }
  const loaded = await loadLearner(flags.resume);
  const data = flags.data ?? loaded.data;
  const text = await readFile(data ?? MOBY_DICK, 'utf8');
  return { learner: { ...loaded, data }, text };
}

/** Judges the model and lets it write a line; returns the line. */
async function tell(learner: Learner, book: Book, tokens: number, print: Print): Promise<string> {
  const { step, loss, perplexity, bitsPerCharacter } = await judge(learner, book);
  print(
    `step ${step}: loss ${loss.toFixed(3)}, perplexity ${perplexity.toFixed(2)}, ` +
      `${bitsPerCharacter.toFixed(3)} bits per character`,
  );
  const sample = (await write(learner, book.opening, tokens, 'sample')).join('');
  print(`    … ${sample.replace(/\s+/g, ' ').trim()} …`);
  return sample;
}

function goalOf({ steps, minutes }: Flags, usual: number, { stepsInRound }: Book): Goal {
  if (minutes !== undefined) return minutesGoal(minutes);
  return stepsGoal(Math.ceil((steps ?? usual) / stepsInRound) * stepsInRound);
}

if (isCommand(import.meta.url)) {
  try {
    await main(process.argv.slice(2), console.log, process.stderr);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(error.message);
    process.exitCode = error instanceof FlagError ? 2 : 1;
  }
}
