/** Rejects import cycles, including type imports. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { root } from '../host/paths.ts';
import type { Check } from './check.ts';
import { filesMatching, literalText, normalised, parse, walk } from './syntax.ts';

/** Shipped code has no import cycles. */
export const cyclesCheck: Check = {
  name: 'import cycles',
  run() {
    const files = filesMatching('{src,webview}/**/*.ts');
    const graph = new Map(files.map((file) => [file, importsOf(file)]));
    return Promise.resolve(findCycles(graph).map((cycle) => cycle.join(' → ')));
  },
};

/** One cycle per back edge found depth first, as a list of files that repeats the first one at the end. */
export function findCycles(
  graph: ReadonlyMap<string, readonly string[]>,
): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push([...path.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    path.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return cycles;
}

function importsOf(file: string): readonly string[] {
  const found: string[] = [];
  walk(parse(file), (node) => {
    const name = literalText(importedFrom(node));
    if (name?.startsWith('.') !== true) return;
    const target = normalised(join(dirname(file), name));
    if (existsSync(join(root, target))) found.push(target);
  });
  return found;
}

function importedFrom(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return node.argument.literal;
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return node.arguments[0];
  }
  return undefined;
}
