/** Lets this process import modules that import `vscode`, by providing a stub. */

import { registerHooks } from 'node:module';

const url = 'vscode-stub:vscode';
const name = '__vscodeStub';

/** Resolves further imports of `vscode` to the stub; only the first stub is used. */
export function provideVscode(stub: Readonly<Record<string, unknown>>): void {
  const holder = globalThis as { [name]?: Readonly<Record<string, unknown>> };
  if (holder[name] !== undefined) return;
  holder[name] = stub;
  const source = Object.keys(stub)
    .map((key) => `export const ${key} = globalThis.${name}.${key};`)
    .join('\n');
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vscode' ? { url, shortCircuit: true } : next(specifier, context),
    load: (asked, context, next) =>
      asked === url ? { format: 'module', source, shortCircuit: true } : next(asked, context),
  });
}
