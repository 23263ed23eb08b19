import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Where the programs that are checked would stand. */
const FILE = `${ROOT}test/types/chain.ts`;

const LAYERS: readonly string[] = [
  "input({ shape: [null], dtype: 'int32' })",
  'embedding({ inputDim: 9, outputDim: 4 })',
  'dropout({ rate: 0.1 })',
  "conv1d({ filters: 4, kernelSize: 3, padding: 'causal' })",
  'layerNormalization()',
  'transformerBlock({ numHeads: 2, intermediateDim: 8, contextLength: 16 })',
  'lstm({ units: 4, returnSequences: true })',
  'gru({ units: 4, returnSequences: true })',
  'simpleRnn({ units: 4, returnSequences: true })',
  'rnn(simpleRnnCell({ units: 4 }), { returnSequences: true })',
  'bidirectional({ layer: lstm({ units: 4, returnSequences: true }) })',
  'timeDistributed({ layer: dense({ units: 4 }) })',
  "activation({ activation: 'relu' })",
  'layerNormLstm({ units: 4, returnSequences: true })',
  'projectedLstm({ units: 4, projection: 2, returnSequences: true })',
  'globalAveragePooling1d()',
  'dense({ units: 4 })',
  'repeatVector({ n: 3 })',
  'lstm({ units: 4 })',
  'dense({ units: 1 })',
];
const NAMES = ['sequential', ...new Set(LAYERS.join().match(/[a-z]\w+(?=\()/g))].join(', ');

/** What `tsc --extendedDiagnostics` counts as instantiations where one file is checked. */
function instantiationsOf(text: string): number {
  const path = `${ROOT}test/tsconfig.json`;
  const json: { readonly config?: unknown } = ts.readConfigFile(path, (file) =>
    ts.sys.readFile(file),
  );
  const { options } = ts.parseJsonConfigFileContent(json.config, ts.sys, `${ROOT}test`);
  const host = ts.createCompilerHost(options);
  const read = host.readFile.bind(host);
  host.readFile = (file) => (file === FILE ? text : read(file));
  const program = ts.createProgram([FILE], options, host);
  const wrong = program.getSemanticDiagnostics(program.getSourceFile(FILE));
  const messages = wrong.map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, ' '),
  );
  expect(messages).toEqual([]);
  return program.getInstantiationCount();
}

test('a chain of twenty layers costs the type checker at most 60,000 instantiations', {
  timeout: 60_000,
}, () => {
  expect(LAYERS).toHaveLength(20);
  const chain = `import { ${NAMES} } from 'unrolled';\nexport const model = sequential([${LAYERS.join(', ')}]);`;
  const cost = instantiationsOf(chain) - instantiationsOf(`export { ${NAMES} } from 'unrolled';`);
  expect(cost).toBeGreaterThan(100);
  expect(cost).toBeLessThanOrEqual(60_000);
});
