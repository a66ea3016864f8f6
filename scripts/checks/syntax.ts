/** Parses source files, for checks of modules that cannot be loaded outside VS Code. */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { root } from '../host/paths.ts';

/** All matching files of the project, relative to its root, sorted. */
export function filesMatching(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: root }).map(normalised).sort();
}

/** A path relative to the root, with forward slashes. */
export function normalised(path: string): string {
  return path.replace(/\\/g, '/');
}

/** Parses one file, given relative to the root. */
export function parse(file: string): ts.SourceFile {
  const text = readFileSync(join(root, file), 'utf8');
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

/** Visits a node and all its descendants. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** "file:line", for messages. */
export function place(node: ts.Node): string {
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return `${normalised(relative('.', source.fileName))}:${line + 1}`;
}

/** The value of a plain string literal; `undefined` for anything else. */
export function literalText(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** The strings of `export const NAME = ['…', …] as const`; `undefined` if the file has no such declaration. */
export function exportedStrings(file: string, name: string): readonly string[] | undefined {
  if (!existsSync(join(root, file))) return undefined;
  let found: readonly string[] | undefined;
  walk(parse(file), (node) => {
    if (!ts.isVariableDeclaration(node) || node.name.getText() !== name) return;
    const list = bare(node.initializer);
    if (list === undefined || !ts.isArrayLiteralExpression(list)) return;
    const texts = list.elements.map((element) => literalText(element));
    if (texts.every((text) => text !== undefined)) found = texts;
  });
  return found;
}

/** An expression without surrounding `as const` and `satisfies`. */
function bare(node: ts.Expression | undefined): ts.Expression | undefined {
  let inner = node;
  while (
    inner !== undefined &&
    (ts.isAsExpression(inner) ||
      ts.isSatisfiesExpression(inner) ||
      ts.isParenthesizedExpression(inner))
  ) {
    inner = inner.expression;
  }
  return inner;
}
