import { Pacer } from '../models/pacer.ts';
import { checkSeed } from '../tensor/index.ts';
import { checkCount, checkList, checkOptions } from '../tensor/options.ts';
import { gatherState } from './gatherState.ts';
import { WRITING_OPTIONS, type WritingOptions } from './generate.ts';
import { type NextTokenModel, startOf } from './nextTokenModel.ts';
import { logitRows, type Prompt, promptIds } from './prompt.ts';
import { checkSampling } from './sample.ts';
import { stopsOf } from './stops.ts';
import { checkRules } from './textRules.ts';
import { type GeneratedToken, Writer } from './writer.ts';

/** Options of `generateBatch`. */
export interface GenerateBatchOptions extends WritingOptions {
  /** What the model reads before it writes, each of any length from 1. */
  readonly prompts: readonly Prompt[];
  /** How many tokens to write at most after each. */
  readonly maxTokens: number;
}

/** A text that is being written. */
interface Row {
  readonly prompt: readonly number[];
  readonly writer: Writer;
  readonly tokens: GeneratedToken[];
}

/**
 * Writes after several prompts at once, which costs less than one after the other: all are stepped
 * together, a longer prompt is still read while after a shorter one is written already, and what has
 * come to its end is stepped no further. So no padding is needed.
 *
 * After prompt r it writes what `generate` writes after it with the seed `seed/r`, bit for bit.
 *
 * @returns for each prompt the tokens that were written
 * @throws as `generate`
 */
export async function generateBatch(
  model: NextTokenModel,
  options: GenerateBatchOptions,
): Promise<GeneratedToken[][]> {
  const owner = 'generateBatch';
  checkOptions(owner, options, ['prompts', ...WRITING_OPTIONS]);
  checkSampling(owner, options);
  const { vocabulary, maxTokens, seed = 0 } = options;
  checkList(owner, 'prompts', options.prompts);
  checkCount(owner, 'maxTokens', maxTokens, 0);
  checkRules(owner, options, maxTokens);
  checkSeed(seed, owner);
  const stops = stopsOf(owner, options, vocabulary);
  const rows = options.prompts.map((given, r): Row => {
    const prompt = promptIds(owner, `prompt ${r}`, given, vocabulary);
    const own = { prompt, maxTokens, vocabulary, stops, seed: `${seed}/${r}` };
    return { prompt, writer: new Writer({ ...options, ...own }), tokens: [] };
  });
  const pacer = new Pacer(16, options.signal);

  let live = rows.filter(({ writer }) => !writer.hasEnded());
  if (live.length === 0) return rows.map(({ tokens }) => tokens);
  let state = startOf(model, live.length, options.initialState);
  for (let time = 0; live.length > 0; time++) {
    const ids = live.map(({ prompt, tokens }) => prompt[time] ?? tokens.at(-1)?.id ?? 0);
    const step = model.step(ids, state);
    for (const [i, logits] of logitRows(owner, step.logits, vocabulary).entries()) {
      const { prompt, writer, tokens } = live[i]!;
      if (time >= prompt.length - 1) tokens.push(writer.next(logits));
    }
    const going = Array.from(live.keys()).filter((i) => !live[i]!.writer.hasEnded());
    state = going.length === live.length ? step.state : gatherState(step.state, going);
    live = going.map((i) => live[i]!);
    await pacer.breathe();
  }
  return rows.map(({ tokens }) => tokens);
}
