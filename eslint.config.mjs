import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The layers of `src`, and what each of them may import from: imports point one way (see ARCHITECTURE.md). */
const mayImport = {
  ddi: [],
  sim: [],
  stack: ['ddi', 'sim'],
  contract: ['ddi', 'sim/trace'],
  violations: ['ddi', 'sim/trace'],
  instep: [],
  site: ['instep', 'proof', 'run'],
};
const folders = ['bench', 'cli', 'contract', 'ddi', 'instep', 'proof', 'run', 'sim', 'site', 'stack', 'violations'];

/** One rule set per layer that forbids the imports of every other folder of `src`, and of `steps`. */
const boundaries = Object.entries(mayImport).map(([layer, allowed]) => ({
  files: [`src/${layer}/**/*.{ts,tsx}`],
  ignores: ['**/*.test.ts', 'src/contract/testing/**'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `(?:^|/)steps(?:/|$)`,
            message: `src/${layer} must not import from steps: the World drives the stack, never the other way round.`,
          },
          ...folders
            .filter((folder) => folder !== layer && !allowed.includes(folder))
            .map((folder) => {
              const exceptions = allowed
                .filter((path) => path.startsWith(`${folder}/`))
                .map((path) => path.slice(folder.length + 1));
              const except = exceptions.length > 0 ? `(?!(?:${exceptions.join('|')})(?:/|$))` : '';
              return {
                regex: `^\\.\\./(?:\\.\\./)*${folder}/${except}`,
                message: `src/${layer} must not import from src/${folder}: imports point one way.`,
              };
            }),
        ],
      },
    ],
  },
}));

/** What would make a run differ from the next one with the same seed. */
const deterministic = {
  files: ['src/ddi/**/*.ts', 'src/sim/**/*.ts', 'src/stack/**/*.ts', 'src/contract/**/*.ts', 'src/violations/**/*.ts'],
  ignores: ['**/*.test.ts', 'src/contract/testing/**'],
  rules: {
    'no-restricted-globals': [
      'error',
      ...[
        'Date',
        'Promise',
        'setTimeout',
        'setInterval',
        'setImmediate',
        'queueMicrotask',
        'process',
        'performance',
      ].map((name) => ({ name, message: 'The simulation has its own clock and queue, and no I/O.' })),
    ],
    'no-restricted-properties': [
      'error',
      {
        object: 'Math',
        property: 'random',
        message: 'Every open order is decided by the one seed (src/sim/random.ts).',
      },
    ],
    'no-restricted-syntax': [
      'error',
      { selector: 'AwaitExpression', message: 'The simulation is synchronous: defer work to the queue.' },
      { selector: 'ImportDeclaration[source.value=/^node:/]', message: 'The simulation does no I/O.' },
    ],
  },
};

export default tseslint.config(
  { ignores: ['**/reports/', 'node_modules/', '.cache/'] },
  eslint.configs.recommended,
  tseslint.configs.strict,
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['bin/**/*.js', 'cucumber.cjs', 'src/**/*.js'],
    ignores: ['src/site/assets/**'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'writable', process: 'readonly', __dirname: 'readonly' },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['src/site/assets/**/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: Object.fromEntries(
        ['document', 'history', 'location', 'setTimeout', 'window', 'Element', 'HTMLElement', 'URLSearchParams'].map(
          (name) => [name, 'readonly'],
        ),
      ),
    },
  },
  ...boundaries,
  deterministic,
);
