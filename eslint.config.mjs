// Typed lint, and the rooms: who may import whom, from one table.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const hostGlobals = { vscode: true, node: true };
const leaves = ['commands', 'settings', 'log'];

/** Each room: the rooms it may import, and whether it may name `vscode` and Node's modules. */
export const ROOMS = {
  conversation: { imports: [] },
  platform: { imports: ['conversation'] },
  protocol: { imports: ['conversation', 'platform'] },
  deepseek: { imports: ['conversation', 'platform'], node: true },
  secrets: { imports: ['platform'] },
  chat: { imports: ['conversation', 'deepseek', 'tools', 'secrets', 'platform'], node: true },
  tools: { imports: ['conversation', 'secrets', 'platform'], node: true },
  storage: { imports: ['conversation', 'platform'], node: true },
  editor: {
    imports: ['chat', 'conversation', 'tools', 'secrets', 'platform', ...leaves],
    ...hostGlobals,
  },
  lm: { imports: ['chat', 'conversation', 'tools', 'platform', ...leaves], ...hostGlobals },
  ui: {
    imports: ['protocol', 'chat', 'conversation', 'platform', ...leaves],
    ...hostGlobals,
  },
};

const nodeModules = { regex: '^node:', message: 'This room has no Node.' };
const vscodeModule = { regex: '^vscode$', message: 'This room has no vscode.' };
const sdk = {
  regex: '^openai(/|$)',
  message: 'Only src/deepseek/http/sdkTransport.ts imports the SDK.',
};
const toolkit = {
  regex: '^@vscode/webview-ui-toolkit',
  message: 'Only webview/widgets/toolkit.ts imports the toolkit.',
};

/**
 * What a file of the room may not import, however deep in the room it lies.
 * @param {string} room
 */
export function roomPatterns(room) {
  const rules = ROOMS[room];
  const isBanned = (/** @type {string} */ other) =>
    other !== room && !rules.imports.includes(other);
  const folders = [...Object.keys(ROOMS), 'app'].filter(isBanned).join('|');
  const files = [...leaves, 'extension'].filter(isBanned).join('|');
  return [
    {
      // A room may have a folder that is named like one of these files.
      regex: `^(\\.\\./)+((${folders})/|(${files})\\.ts$)`,
      message: `src/${room} may not import this room (ROOMS in eslint.config.mjs).`,
    },
    { regex: '(^|/)(webview|test|scripts|bench)/', message: 'Not part of the host.' },
    ...(rules.vscode ? [] : [vscodeModule]),
    ...(rules.node ? [] : [nodeModules]),
    sdk,
    toolkit,
  ];
}

/** @param {object[]} patterns */
const imports = (patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

/** Detours around a literal that only keep the formatter from breaking its line. */
const literalDetours = ['', 'TSAsExpression > '].flatMap((wrapper) => [
  {
    selector: `SpreadElement > ${wrapper}:matches(ObjectExpression, ArrayExpression)`,
    message: 'Write the members of this literal in the literal around it.',
  },
  {
    selector: `VariableDeclarator[id.type="ArrayPattern"] > ${wrapper}ArrayExpression`,
    message: 'Declare each variable on its own.',
  },
]);
/** Functions that take any number of arguments, and are given lists from outside. */
const manyArguments =
  '/^(push|unshift|splice|min|max|fromCharCode|fromCodePoint|append|prepend|before|after|replaceWith|replaceChildren)$/';

/** HTML never comes from a string, and no code from text. */
const unsafeSyntax = {
  'no-eval': 'error',
  'no-new-func': 'error',
  'no-restricted-properties': [
    'error',
    ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'srcdoc'].map(
      (property) => ({ property, message: 'Build DOM nodes instead of HTML strings.' }),
    ),
    { object: 'document', property: 'write', message: 'Build DOM nodes.' },
  ],
  'no-restricted-syntax': [
    'error',
    {
      selector: 'ImportSpecifier[imported.name=/^unsafe(HTML|SVG|CSS|Static|MathML)$/]',
      message: 'Text reaches the page as text.',
    },
    { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
    {
      selector:
        ':matches(PropertyDefinition, MethodDefinition[kind!="constructor"])[accessibility="private"]',
      message: 'A private member begins with #.',
    },
    { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
    ...literalDetours,
    {
      // VS Code's list of subscriptions takes what the code itself has listed.
      selector: `CallExpression[callee.property.name=${manyArguments}][callee.object.property.name!='subscriptions'] > SpreadElement`,
      message: 'Loop instead: each item becomes an argument, and 200,000 overflow the stack.',
    },
  ],
};

/** A function as the parser sees it: a method is a property whose value is one. */
const functions = ':matches(FunctionDeclaration, FunctionExpression, ArrowFunctionExpression)';

/**
 * ESLint's own rule for this would count the functions that hold the tests of a suite.
 * @type {import('eslint').Rule.RuleModule}
 */
const functionLength = {
  meta: { type: 'suggestion', schema: [{ type: 'integer' }] },
  create: (context) => ({
    [functions](/** @type {import('estree').Function & import('eslint').Rule.Node} */ node) {
      const { parent, loc } = node;
      const callee = parent.type === 'CallExpression' ? parent.callee : undefined;
      if (callee?.type === 'Identifier' && callee.name === 'describe') return;
      const most = context.options[0];
      const lines = loc ? loc.end.line - loc.start.line + 1 : 0;
      if (lines <= most) return;
      context.report({ node, message: `${lines} lines in one function; ${most} are enough.` });
    },
  }),
};

export default tseslint.config(
  { ignores: ['dist', 'out', '.cache', '.vscode-test', 'node_modules', '**/*.mjs', '**/*.cjs'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.host.json', './tsconfig.webview.json', './tsconfig.test.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { house: { rules: { 'function-length': functionLength } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'house/function-length': ['error', 60],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  { files: ['src/**/*.ts', 'webview/**/*.ts'], rules: { 'max-lines': ['error', 300] } },
  ...Object.keys(ROOMS).map((room) => ({
    files: [`src/${room}/**/*.ts`],
    rules: { ...imports(roomPatterns(room)), ...unsafeSyntax },
  })),
  {
    files: ['src/*.ts'],
    ignores: ['src/extension.ts'],
    rules: {
      ...imports([
        { regex: '^\\./(?!platform/|commands\\.ts|settings\\.ts|log\\.ts)', message: 'A leaf.' },
        sdk,
        toolkit,
      ]),
      ...unsafeSyntax,
    },
  },
  {
    files: ['src/app/**/*.ts', 'src/extension.ts'],
    rules: { ...imports([sdk, toolkit]), ...unsafeSyntax },
  },
  {
    files: ['src/deepseek/http/sdkTransport.ts'],
    rules: imports(roomPatterns('deepseek').filter((pattern) => pattern !== sdk)),
  },
  {
    files: ['webview/**/*.ts'],
    ignores: ['webview/widgets/toolkit.ts'],
    rules: {
      ...imports([
        {
          regex: '/src/(?!protocol/|conversation/)',
          message: 'The page imports protocol and conversation only.',
        },
        vscodeModule,
        nodeModules,
        sdk,
        toolkit,
      ]),
      ...unsafeSyntax,
    },
  },
  { files: ['webview/widgets/toolkit.ts'], rules: unsafeSyntax },
  {
    files: ['test/**/*.ts', 'scripts/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[property.name='only'][object.name=/^(it|describe)$/]",
          message: 'Every test runs.',
        },
        {
          selector: "MemberExpression[property.name='skip'][object.name=/^(it|describe)$/]",
          message: 'Every test runs.',
        },
        ...literalDetours,
      ],
    },
  },
);
