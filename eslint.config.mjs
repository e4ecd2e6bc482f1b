import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const message = 'Time comes from app_now() in SQL and from the Clock in code: one clock, movable in tests.';

/** Clocks and dice are given, never taken: the same rule for new Date(), Date.now() and the SQL functions. */
const oneClock = [
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message },
  {
    selector:
      'Literal[value=/\\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\\(\\)/]:not([value=/app_now\\(\\)/])',
    message,
  },
  {
    selector: 'TemplateElement[value.raw=/(^|[^_a-z])(now|clock_timestamp|statement_timestamp|transaction_timestamp)\\(\\)/]',
    message,
  },
];

export default tseslint.config(
  { ignores: ['dist/', 'dist-web/', 'node_modules/', '.data/', '.cache/', 'coverage/'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  prettier,
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unsafe-function-type': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...oneClock],
      'no-restricted-globals': ['error', { name: 'process', message: 'Only src/config, main and run-server touch the process.' }],
    },
  },
  {
    files: [
      'src/platform/clock/**',
      'src/main.ts',
      'src/run-server.ts',
      'src/migrate-command.ts',
      'src/create-admin-command.ts',
      'src/replay-command.ts',
      'src/config/**',
      'src/platform/embedded/**',
      'src/demo/**',
    ],
    rules: { 'no-restricted-syntax': 'off', 'no-restricted-globals': 'off' },
  },
  {
    files: ['src/core/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'core/ has no dice.' }] },
  },
  { files: ['**/*.cjs'], languageOptions: { globals: { module: 'writable' } } },
  { files: ['test/**/*.ts', 'bench/**/*.ts', 'src/**/*.spec.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.mjs', 'web/demo/**/*.js'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        globalThis: 'readonly',
        performance: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        crypto: 'readonly',
        Buffer: 'readonly',
        structuredClone: 'readonly',
        URLSearchParams: 'readonly',
        AbortController: 'readonly',
        document: 'readonly',
        window: 'readonly',
        Audio: 'readonly',
        AudioContext: 'readonly',
        OscillatorNode: 'readonly',
        GainNode: 'readonly',
        RTCPeerConnection: 'readonly',
        FormData: 'readonly',
        localStorage: 'readonly',
        location: 'readonly',
        navigator: 'readonly',
        history: 'readonly',
        HTMLElement: 'readonly',
        Node: 'readonly',
        Intl: 'readonly',
        requestAnimationFrame: 'readonly',
        IntersectionObserver: 'readonly',
        ResizeObserver: 'readonly',
        CustomEvent: 'readonly',
        EventTarget: 'readonly',
        Event: 'readonly',
        queueMicrotask: 'readonly',
        matchMedia: 'readonly',
        setImmediate: 'readonly',
        AbortSignal: 'readonly',
      },
    },
  },
);
