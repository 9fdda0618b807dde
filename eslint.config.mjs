import ts from 'typescript-eslint';
import { rooms } from './scripts/lib/zones.mjs';

/**
 * Every room gets the list of rooms that it may not reach into, so that a wrong import is marked while it is typed.
 * @type {import('typescript-eslint').ConfigArray}
 */
const zones = Object.entries(rooms).map(([room, { may }]) => {
  const forbidden = Object.keys(rooms).filter((other) => !may.includes(other) && !room.startsWith(`${other}/`) && !other.startsWith(`${room}/`));
  return {
    files: [`src/${room}/**/*.ts`],
    ignores: Object.keys(rooms).filter((other) => other.startsWith(`${room}/`)).map((other) => `src/${other}/**`),
    rules: {
      'no-restricted-imports': ['error', {
        patterns: [
          ...forbidden.map((other) => ({ regex: `^\\.\\.?/(.*/)?${other}/`, message: `${room} does not use ${other} (scripts/lib/zones.mjs).` })),
          ...(room.startsWith('core') ? [{ regex: '^(node:|vscode|@tensorflow|onnxruntime)', message: 'core is pure: text and numbers in, plain data out.' }] : []),
          ...(room === 'extension' ? [] : [{ regex: '^vscode$', message: 'Only src/extension knows the editor.' }]),
        ],
      }],
    },
  };
});

export default ts.config(
  { ignores: ['dist/', 'node_modules/', '.cache/', '.convlens/', 'coverage/', 'test-results/', '**/*.generated.ts', 'test/fixtures/', 'test/golden/'] },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [...ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/prefer-optional-chain': 'error',
      '@typescript-eslint/prefer-includes': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // With noUncheckedIndexedAccess an index that the line before has checked needs a way to say so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // An interface may ask for a promise that one of its implementations has no reason to wait for.
      '@typescript-eslint/require-await': 'off',
      // Arrow functions in one line, and methods of plain tables, are the style of this house.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // Text of source files is cut into code points on purpose.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Walks recursive types without end.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
    },
  },
  { files: ['scripts/**/*.mjs', '*.mjs', 'samples/**/*.mjs', 'test/**/*.{mjs,cjs}'], extends: [ts.configs.base], rules: { 'prefer-const': 'error', eqeqeq: 'error', 'no-unused-expressions': 'off' } },
  {
    files: ['src/core/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', { selector: 'AssignmentExpression[left.type="MemberExpression"][right.type=/^(Arrow)?FunctionExpression$/]', message: 'V8 keeps such a function, and all that it sees, until a full collection: assignYoung (src/core/graph/young.ts).' }] },
  },
  ...zones,
);
