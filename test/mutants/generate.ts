import { type Mutant, mutant } from './mutant.ts';

const BEAMS = 'generate/beamSearch.ts';
const BATCH = 'generate/generateBatch.ts';
const CANDIDATES = 'generate/candidates.ts';
const GATHER = 'generate/gatherState.ts';
const GENERATE = 'generate/generate.ts';
const LOG = 'generate/logProbabilities.ts';
const RANK = 'generate/rankedMasses.ts';
const SAMPLE = 'generate/sample.ts';
const SCORE = 'generate/scoreText.ts';
const STOPS = 'generate/stops.ts';
const WRITER = 'generate/writer.ts';

/** Mistakes in what is drawn, followed, stopped at and scored. */
export const GENERATE_MUTANTS: readonly Mutant[] = [
  mutant('the score forgets the length', BEAMS, 'rank / pow(length, lengthPenalty)', 'rank'),
  mutant(
    'the score is multiplied by the length',
    BEAMS,
    'rank / pow(length, lengthPenalty)',
    'rank * pow(length, lengthPenalty)',
  ),
  mutant(
    'beams begin anew at each token',
    BEAMS,
    '({ ids: [...live[beam]!.ids, id], ...chances })',
    '({ ids: [id], ...chances })',
  ),
  mutant(
    'states stay with the beams before',
    BEAMS,
    'gatherState(state, parents)',
    'gatherState(state, parents.map((_, i) => Math.min(i, parents.length - 1, (Object.values(state)[0]?.shape[0] ?? 1) - 1)))',
  ),
  mutant(
    'stopped texts go on',
    BEAMS,
    'if (!stopped) going.push(candidate);',
    'going.push(candidate);',
  ),
  mutant(
    'every text that ends is set aside',
    BEAMS,
    'if (stopped && place >= width) continue;',
    '',
  ),
  mutant(
    'none is left beside stop tokens',
    BEAMS,
    'width + live.length * stops.tokens.size',
    'width',
  ),
  mutant(
    'the first texts that end are the best',
    BEAMS,
    'best([...finished, ...ended], width)',
    '[...finished, ...ended].slice(0, width)',
  ),
  mutant(
    'hope ends where the score is that of today',
    BEAMS,
    'lengthPenalty > 0 ? maxTokens : length',
    'length',
  ),
  mutant(
    'hope ends for a root of the length',
    BEAMS,
    'lengthPenalty > 0 ? maxTokens',
    'lengthPenalty > 1 ? maxTokens',
  ),
  mutant(
    'one text without hope ends the search',
    BEAMS,
    'const hopes = live.some(',
    'const hopes = live.every(',
  ),
  mutant('the best of all is enough', BEAMS, 'finished[width - 1]?.score', 'finished[0]?.score'),
  mutant(
    'the probability of the text so far is forgotten',
    CANDIDATES,
    'text.logProb + (logits[id]! - logSum)',
    'logits[id]! - logSum',
  ),
  mutant(
    'the rank of the text so far is forgotten',
    CANDIDATES,
    'text.rank + (ranking[id]! - rankSum)',
    'ranking[id]! - rankSum',
  ),
  mutant('logits are not normalized', CANDIDATES, '(logits[id]! - logSum)', 'logits[id]!'),
  mutant('ranks are not normalized', CANDIDATES, '(ranking[id]! - rankSum)', 'ranking[id]!'),
  mutant(
    'of equals the last comes first',
    CANDIDATES,
    'found[middle]!.rank >= rank',
    'found[middle]!.rank > rank',
  ),
  mutant('excluded ids are written', CANDIDATES, 'exclude.has(id) || ', ''),
  mutant(
    'what has no probability is written',
    CANDIDATES,
    ' || rank === Number.NEGATIVE_INFINITY',
    '',
  ),
  mutant(
    'the largest logit is counted twice',
    LOG,
    'return highest + log(sum);',
    'return highest + log(sum + 1);',
  ),
  mutant(
    'large logits overflow',
    LOG,
    'sum += exp(logits[id]! - highest);\n  return highest + log(sum);',
    'sum += exp(logits[id]!);\n  return log(sum);',
  ),
  mutant(
    'rows are those of the first',
    GATHER,
    'data.subarray(row * size, (row + 1) * size)',
    'data.subarray(0, size)',
  ),
  mutant(
    'states are read as if contiguous',
    GATHER,
    'isContiguous(tensor) ? tensor : copy(tensor)',
    'tensor',
  ),
  mutant(
    'the prompt is read once too often',
    GENERATE,
    'for (const id of prompt) logits = await read(id);',
    'for (const id of [prompt[0]!, ...prompt]) logits = await read(id);',
  ),
  mutant('the state stands still', GENERATE, '    state = step.state;\n', ''),
  mutant(
    'the temperature multiplies',
    SAMPLE,
    '(scores[id]! - scores[best]!) / temperature',
    '(scores[id]! - scores[best]!) * temperature',
  ),
  mutant(
    'a temperature of 0 draws',
    SAMPLE,
    'if (temperature === 0) return drawn(best);',
    'if (temperature === 0) return drawn(ids[Math.floor(random.uniform() * ids.length)]!);',
  ),
  mutant(
    'the last of equals is the best',
    SAMPLE,
    'scores[id]! > scores[best]!',
    'scores[id]! >= scores[best]!',
  ),
  mutant('the least likely are kept', RANK, '.sort().reverse()', '.sort()'),
  mutant(
    'topK is one more',
    SAMPLE,
    'Math.min(topK, ranked.length)',
    'Math.min(topK + 1, ranked.length)',
  ),
  mutant('topP is one less', SAMPLE, 'return i + 1;', 'return Math.max(1, i);'),
  mutant('topP is to be passed', SAMPLE, 'reached >= topP * total', 'reached > topP * total'),
  mutant(
    'topP of masses that do not add to 1',
    SAMPLE,
    'reached >= topP * total',
    'reached >= topP',
  ),
  mutant('excluded tokens are drawn', SAMPLE, ' && !excluded.has(id)', ''),
  mutant(
    'a penalty is a reward for what is unlikely',
    SAMPLE,
    'score > 0 ? score / repetitionPenalty : score * repetitionPenalty',
    'score / repetitionPenalty',
  ),
  mutant(
    'small logits are penalized as negative ones',
    SAMPLE,
    'score > 0 ? score /',
    'score > 1 ? score /',
  ),
  mutant(
    'logProb is that of what is drawn from',
    SAMPLE,
    "const logSum = logSumExp('sample', logits);",
    "const logSum = logSumExp('sample', Array.from(logits, (x) => x / (temperature || 1)));",
  ),
  mutant('what was written may come again', WRITER, '    this.#seen.add(id);\n', ''),
  mutant('the prompt may come again', WRITER, 'new Set(prompt)', 'new Set()'),
  mutant(
    'the seed does not matter',
    WRITER,
    "randomStream(seed, 'generate')",
    "randomStream(0, 'generate')",
  ),
  mutant('a stop does not end it', WRITER, 'ends ? 0 : this.#left - 1', 'this.#left - 1'),
  mutant(
    'rows of a batch draw the same',
    BATCH,
    'new Writer({ ...options, ...own })',
    'new Writer({ ...options, ...own, seed })',
  ),
  mutant(
    'short prompts are read beyond their end',
    BATCH,
    'time >= prompt.length - 1',
    'time >= prompt.length',
  ),
  mutant(
    'rows that go on get the states of those that ended',
    BATCH,
    'gatherState(step.state, going)',
    'gatherState(step.state, going.map((_, i) => i))',
  ),
  mutant('the first token is scored', SCORE, 'if (at + 1 < first) continue;', ''),
  mutant('the state of a score stands still', SCORE, '    state = step.state;\n', ''),
  mutant('perplexity of the sum', SCORE, 'exp(-logProb / tokens.length)', 'exp(-logProb)'),
  mutant(
    'perplexity is below 1',
    SCORE,
    'exp(-logProb / tokens.length)',
    'exp(logProb / tokens.length)',
  ),
  mutant(
    'a stop text within one token alone',
    STOPS,
    'tail = tail.slice(Math.max(0, tail.length - reach));',
    "tail = '';",
  ),
  mutant('stop tokens are not looked at', STOPS, 'tokens.has(id) || ', ''),
  mutant('one text to stop at is enough', STOPS, 'texts.some((stop)', 'texts.every((stop)'),
  mutant(
    'padding is written',
    STOPS,
    'exclude: exclude ?? usual.filter((id) => !tokens.has(id))',
    'exclude: exclude ?? []',
  ),
  mutant('padding cannot be a stop token', STOPS, 'usual.filter((id) => !tokens.has(id))', 'usual'),
];
