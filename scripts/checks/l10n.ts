/** UI strings go through `l10n.t`, and every translation is complete. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../host/paths.ts';
import type { Check } from './check.ts';
import { filesMatching, literalText, parse, place, walk } from './syntax.ts';
import { templateProblems } from './templates.ts';

/** All UI strings are translatable and translated. */
export const l10nCheck: Check = {
  name: 'l10n',
  run() {
    const sources = filesMatching('src/**/*.ts').map(parse);
    const texts = sources.map(translatableTexts);
    const keys = new Set(texts.flatMap(({ keys: found }) => found));
    return Promise.resolve([
      ...texts.flatMap(({ problems }) => problems),
      ...sources.flatMap(untranslatedTexts),
      ...filesMatching('webview/**/*.ts').map(parse).flatMap(templateProblems),
      ...filesMatching('l10n/bundle.l10n.*.json').flatMap((file) => {
        const bundle = JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, string>;
        return bundleProblems(file, keys, bundle);
      }),
    ]);
  },
};

/** The bundle keys of all `l10n.t` calls in a file, and the calls that a tool cannot parse. */
export function translatableTexts(source: ts.SourceFile): {
  readonly keys: readonly string[];
  readonly problems: readonly string[];
} {
  const keys: string[] = [];
  const problems: string[] = [];
  walk(source, (node) => {
    if (!ts.isCallExpression(node) || !/(^|\.)l10n\.t$/.test(node.expression.getText())) return;
    const key = textKey(node.arguments[0]);
    if (key === undefined) problems.push(`${place(node)} l10n.t needs a plain string literal`);
    else keys.push(key);
  });
  return { keys, problems };
}

/** VS Code's key for a string: the string itself, and its comment, if any, after a slash. */
function textKey(argument: ts.Expression | undefined): string | undefined {
  if (argument === undefined || !ts.isObjectLiteralExpression(argument)) {
    return literalText(argument);
  }
  const message = literalText(property(argument, 'message'));
  const comment = property(argument, 'comment');
  if (message === undefined || comment === undefined) return message;
  const parts = ts.isArrayLiteralExpression(comment) ? [...comment.elements] : [comment];
  const comments = parts.map((part) => literalText(part));
  return comments.every((text) => text !== undefined)
    ? `${message}/${comments.join('')}`
    : undefined;
}

const messageCalls = /(^|\.)window\.(showInformationMessage|showWarningMessage|showErrorMessage)$/;
const pickerCalls = /(^|\.)window\.(showInputBox|showQuickPick|withProgress|createInputBox)$/;
const pickerFields = ['title', 'prompt', 'placeHolder', 'placeholder', 'detail', 'label'];

/** UI literals that bypass translation. */
export function untranslatedTexts(source: ts.SourceFile): readonly string[] {
  const problems: string[] = [];
  const flag = (node: ts.Node | undefined): void => {
    if (node !== undefined && hasWords(node)) {
      problems.push(`${place(node)} ${node.getText()} is not translatable`);
    }
  };
  walk(source, (node) => {
    if (!ts.isCallExpression(node)) return;
    const called = node.expression.getText();
    if (messageCalls.test(called)) node.arguments.forEach(flag);
    if (!messageCalls.test(called) && !pickerCalls.test(called)) return;
    for (const argument of node.arguments) {
      if (!ts.isObjectLiteralExpression(argument)) continue;
      for (const name of pickerFields) flag(property(argument, name));
    }
  });
  return problems;
}

/** Missing and stale keys of a translation, and missing placeholders. */
export function bundleProblems(
  file: string,
  keys: ReadonlySet<string>,
  bundle: Readonly<Record<string, string>>,
): readonly string[] {
  return [
    ...[...keys].filter((key) => !(key in bundle)).map((key) => `${file} lacks “${key}”`),
    ...Object.keys(bundle).flatMap((key) => {
      if (!keys.has(key)) return [`${file} has the stale “${key}”`];
      return placeholders(key) === placeholders(bundle[key] ?? '')
        ? []
        : [`${file} has other placeholders in “${key}”`];
    }),
  ];
}

function placeholders(text: string): string {
  return [...new Set(text.match(/\{\w+\}/g))].sort().join(' ');
}

function property(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of object.properties) {
    if (ts.isPropertyAssignment(property) && property.name.getText() === name) {
      return property.initializer;
    }
  }
  return undefined;
}

/** Whether an expression is literal text with letters, or a concatenation with such text. */
function hasWords(node: ts.Node): boolean {
  if (ts.isStringLiteralLike(node)) return /\p{L}/u.test(node.text);
  if (ts.isTemplateExpression(node)) {
    return [node.head, ...node.templateSpans.map((span) => span.literal)].some((part) =>
      /\p{L}/u.test(part.text),
    );
  }
  if (ts.isBinaryExpression(node)) return hasWords(node.left) || hasWords(node.right);
  if (ts.isConditionalExpression(node)) return hasWords(node.whenTrue) || hasWords(node.whenFalse);
  return false;
}
