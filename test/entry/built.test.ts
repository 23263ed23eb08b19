import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildPackage, builtFile, runFile, runModule } from './built.ts';

beforeAll(buildPackage, 60_000);

/** Trains, predicts, saves, loads and writes; prints every number it came by. */
const WORK = `
import {
  adam, charVocabulary, decodeModel, dense, dropout, embedding, encodeModel, generate, input, lstm,
  sequential,
} from entry('index.js');

const vocabulary = charVocabulary('hello world');
const ids = vocabulary.encode('hello world');
const model = sequential([
  input({ shape: [null], dtype: 'int32' }),
  embedding({ inputDim: vocabulary.size, outputDim: 4, maskZero: true }),
  lstm({ units: 6, returnSequences: true }),
  dropout({ rate: 0.1 }),
  dense({ units: vocabulary.size, activation: 'softmax' }),
]);
model.compile({
  optimizer: adam({ learningRate: 0.02, globalClipNorm: 1 }),
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['perplexity'],
});
const { history } = await model.fit([ids.slice(0, -1)], [ids.slice(1)], { epochs: 5 });
const loaded = decodeModel(encodeModel(model, { vocabulary }));
const y = await loaded.model.predict([ids]);
let text = '';
for await (const token of generate(loaded.model, { prompt: 'h', vocabulary, maxTokens: 8 })) {
  text += token.text;
}
console.log(JSON.stringify({ history, y: [...y.data], text }));
`;

describe('the main entry', () => {
  test('trains, saves and writes where no code may be generated, with the same bits', async () => {
    const free = await runModule(WORK);
    expect(free).toMatch(/^{"history":{"loss":\[/);
    expect(await runModule(WORK, '--disallow-code-generation-from-strings')).toBe(free);
  });

  test('has the same bits without a just-in-time compiler', async () => {
    expect(await runModule(WORK, '--jitless')).toBe(await runModule(WORK));
  });

  test('imports nothing that generates code: of all packages only seedrandom’s generator', async () => {
    expect(await packagesOf('index.js')).toEqual([
      'node:fs/promises',
      'node:path',
      'node:worker_threads',
      'seedrandom/lib/alea.js',
    ]);
  });
});

describe.each(['index.js', 'math.js', 'testing.js'])('importing %s', (entry) => {
  test('works where no code may be generated', async () => {
    const text = `import(entry('${entry}')).then((all) => console.log(Object.keys(all).length));`;
    const count = await runModule(text, '--disallow-code-generation-from-strings');
    expect(Number(count)).toBeGreaterThan(1);
  });

  test('leaves all globals as they are and starts nothing that keeps Node alive', async () => {
    const text = `
      const look = () => [globalThis, Array.prototype, Float32Array.prototype, Math]
        .map((object) => Object.getOwnPropertyNames(object).join()).join();
      const before = look();
      await import(entry('${entry}'));
      console.log(look() === before);
      process.once('beforeExit', () => console.log(process.getActiveResourcesInfo().includes('Timeout')));
    `;
    expect(await runModule(text)).toBe('true\nfalse');
  });
});

test('importing tensor.js alone needs code to be generated, for the ndarray package', async () => {
  const text = "import(entry('tensor.js')).then(() => console.log('loaded'));";
  expect(await runModule(text)).toBe('loaded');
  const refused = runModule(text, '--disallow-code-generation-from-strings');
  await expect(refused).rejects.toThrow('EvalError: Code generation from strings disallowed');
  expect(await packagesOf('tensor.js')).toContain('ndarray');
});

test.each([
  ['modules', 'await import', 'js'],
  ['CommonJS', 'require', 'cjs'],
])('all entries share their error classes, as %s', async (_, load, extension) => {
  const text = `
    import { createRequire } from 'node:module';
    import { fileURLToPath } from 'node:url';
    const path = createRequire(entry('index.js'));
    const require = (url) => path(fileURLToPath(url));
    const { ShapeError, zeros } = ${load}(entry('index.${extension}'));
    const { denseForward } = ${load}(entry('math.${extension}'));
    try {
      denseForward({ kernel: zeros([2, 2]) }, zeros([1, 3]));
    } catch (error) {
      console.log(error instanceof ShapeError, error.name);
    }
  `;
  expect(await runModule(text)).toBe('true ShapeError');
});

describe('workers of the built package', () => {
  const MODEL = `
    const model = () => {
      const made = sequential([input({ shape: [null, 2] }), lstm({ units: 3 }), dense({ units: 1 })]);
      made.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
      return made;
    };
    const x = [[[1, 2], [3, 4]], [[0, 1]], [[5, 6]]];
    const y = [[1], [2], [3]];
    const how = { epochs: 3, shards: 2 };
  `;
  const IMPORT = `import { dense, input, lstm, sequential } from entry('index.js'); ${MODEL}`;
  const COMPARE = `
    Promise.all([model().fit(x, y, how), model().fit(x, y, { ...how, workers: 2 })]).then(
      ([here, there]) => console.log(here.history.loss.length, String(here) === String(there)
        && JSON.stringify(here) === JSON.stringify(there)),
    );
  `;

  test.each<[string, readonly string[]]>([
    ['as they are', []],
    ['where no code may be generated', ['--disallow-code-generation-from-strings']],
    ['without a just-in-time compiler', ['--jitless']],
  ])('have the bits of this thread and let Node end, %s', async (_, flags) => {
    expect(await runFile('compare.js', IMPORT + COMPARE, ...flags)).toBe('3 true');
  });

  test('have them in CommonJS', async () => {
    const text = `
      const { dense, input, lstm, sequential } = require(
        require('node:url').fileURLToPath(entry('index.cjs')));
      ${MODEL}
      ${COMPARE}
    `;
    expect(await runFile('compare.cjs', text)).toBe('3 true');
  });

  test('have them where memory cannot be shared', async () => {
    const text = `${IMPORT} globalThis.crossOriginIsolated = false; ${COMPARE}`;
    expect(await runFile('unshared.js', text)).toBe('3 true');
  });

  test('are waited for as long as they compute, and no longer', async () => {
    const text = `
      ${IMPORT}
      const onEpochEnd = (epoch) => {
        console.log('epoch', epoch);
        return new Promise(() => undefined); // never
      };
      await model().fit(x, y, { ...how, workers: 2, callbacks: [{ onEpochEnd }] });
    `;
    // 13: a promise that nobody can keep any more, as without workers
    const failure: unknown = await runFile('pending.js', text).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 13, stdout: 'epoch 0\n' });
  });
});

/** What an entry and all files it leads to import from elsewhere. */
async function packagesOf(entry: string): Promise<string[]> {
  const packages = new Set<string>();
  const files = [entry];
  for (const file of files) {
    const text = await readFile(builtFile(file), 'utf8');
    for (const [, name = ''] of text.matchAll(
      /(?:(?<!["'])from|import\(?)\s*(?:\/\*.*\*\/\s*)*["']([^"']+)["']/g,
    )) {
      if (!name.startsWith('./')) packages.add(name);
      else if (!files.includes(name.slice(2))) files.push(name.slice(2));
    }
  }
  return [...packages].sort();
}
