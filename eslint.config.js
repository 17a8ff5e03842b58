/** Lint beyond types: forgotten promises, one reader of the environment, small files, no barrels. Rules have no exceptions. */
import javascript from '@eslint/js';
import vue from 'eslint-plugin-vue';
import typescript from 'typescript-eslint';

const ENVIRONMENT = 'Read the environment in server/environment.ts only, once, validated; pass values on.';

const readsEnvironment = [
  { selector: 'MemberExpression[object.name="process"][property.name="env"]', message: ENVIRONMENT },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name="env"]',
    message: ENVIRONMENT,
  },
];

const shapes = [
  {
    selector: 'ExportAllDeclaration, ExportNamedDeclaration[source!=null]',
    message: 'No barrels: import from the file that defines it. Re-exports hide who depends on whom and make cycles.',
  },
  {
    selector: 'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>5]',
    message: 'More than five injected things: this class does too much.',
  },
];

export default typescript.config(
  { ignores: ['dist/', 'data/', 'node_modules/', '.cache/', 'screenshots/', 'test/vectors/', 'web/public/'] },
  javascript.configs.recommended,
  {
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', ...shapes],
      eqeqeq: 'error',
      // Readers of foreign files look for control characters on purpose.
      'no-control-regex': 'off',
      'no-eval': 'error',
      'no-new-func': 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.vue'],
    extends: [typescript.configs.recommended],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      // Declared for another's sake (an interface, a Nest signature): prefix with _.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // `import type` of an injected class passes the compiler and fails when Nest starts.
      '@typescript-eslint/consistent-type-imports': 'off',
      // The compiler knows globals and overloads better.
      'no-undef': 'off',
      // Does not see that a decorator uses a constant.
      'no-useless-assignment': 'off',
      'no-redeclare': 'off',
    },
  },
  {
    files: ['metrics/**/*.ts', 'server/**/*.ts', 'seeds/**/*.ts', 'test/**/*.ts'],
    ignores: ['test/web/**'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
    },
  },
  {
    files: ['metrics/**/*.ts', 'server/**/*.ts', 'seeds/**/*.ts', 'web/**/*.{ts,vue}'],
    ignores: ['server/environment.ts'],
    rules: { 'no-restricted-syntax': ['error', ...shapes, ...readsEnvironment] },
  },
  {
    files: ['web/**/*.vue'],
    extends: [vue.configs['flat/essential']],
    languageOptions: { parserOptions: { parser: typescript.parser } },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': 'off',
    },
  },
  {
    files: ['bin/**/*.mjs', 'test/**/*.mjs', '*.js', '*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'Buffer',
          'URL',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'fetch',
          'performance',
          'AbortSignal',
          'FormData',
          'Blob',
          'document',
          'window',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
