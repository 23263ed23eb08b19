import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// What every engine computes with the same bits; all else comes from src/elementary/.
const exactMath = 'abs|fround|sqrt|floor|ceil|trunc|min|max|sign|imul|clz32';
const mathConstants = 'E|PI|LN2|LN10|LOG2E|LOG10E|SQRT1_2|SQRT2';

const useElementary = 'Its bits differ between engines: use src/elementary/.';
const unseeded =
  'A result depends on its arguments and the seed alone; durations: performance.now().';
const notEverywhere = 'The library runs in Node and in browsers alike.';

/** Own files are imported by the name that stands in the folder. */
const importsOfOwnFiles = [
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
].map((kind) => ({
  selector: `${kind}[source.value=/^\\.{1,2}\\u002f(?!.*\\.(ts|json)$)/]`,
  message: 'Import own files as ./file.ts.',
}));

const inexactArithmetic = [
  {
    selector: `MemberExpression[object.name='Math'][computed=false]:not([property.name=/^(${exactMath}|${mathConstants})$/])`,
    message: useElementary,
  },
  {
    selector: "MemberExpression[object.name='Math'][computed=true]",
    message: 'Write Math.name, so that lint sees which function it is.',
  },
  {
    selector: ":not(MemberExpression) > Identifier[name='Math']",
    message: 'Write Math.name, so that lint sees which function it is.',
  },
  {
    // 10 ** 6 and 2 ** -28 are exact
    selector:
      "BinaryExpression[operator='**']:not([left.raw=/^[0-9]+$/][right.raw=/^[0-9]+$/]):not([left.raw='2'][right.operator='-'][right.argument.raw=/^[0-9]+$/])",
    message: useElementary,
  },
  { selector: "AssignmentExpression[operator='**=']", message: useElementary },
  {
    selector: 'MemberExpression[property.name=/^(localeCompare|toLocale[A-Z])/]',
    message: "It depends on the engine's language data.",
  },
];

export default defineConfig(
  globalIgnores(['dist/', 'docs/api/', 'coverage/', 'test/report/', 'src/kernels/wasm/assembly/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        tsconfigRootDir: `${import.meta.dirname}/..`,
        projectService: { allowDefaultProject: ['tsup.config.ts'] },
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off', // a rank R is worth its name
      '@typescript-eslint/no-non-null-assertion': 'off', // a[i]! is how a typed array is read
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-restricted-syntax': ['error', ...importsOfOwnFiles],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      'no-restricted-syntax': ['error', ...importsOfOwnFiles, ...inexactArithmetic],
      'no-restricted-imports': ['error', { patterns: ['unrolled', 'unrolled/*'] }],
      'no-restricted-globals': [
        'error',
        ...forbidden(unseeded, ['Date', 'crypto', 'Intl']),
        ...forbidden(notEverywhere, [
          ...['process', 'Buffer', 'global', 'require', 'module', '__dirname', '__filename'],
          ...['setImmediate', 'clearImmediate', 'window', 'document', 'self', 'navigator'],
        ]),
      ],
      '@typescript-eslint/no-implied-eval': 'error',
      'no-eval': 'error',
    },
  },
);

/** @param {string} message @param {string[]} names */
function forbidden(message, names) {
  return names.map((name) => ({ name, message }));
}
