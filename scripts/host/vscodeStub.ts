/** A stub of the `vscode` module for use outside VS Code: every API exists and does nothing. */

import { readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { join } from 'node:path';
import { root } from './paths.ts';

const stubName = '__vscodeStub';

/** A universal stub: callable, constructible, iterable, and an object of such stubs. */
export function createAnything(own: Readonly<Record<PropertyKey, unknown>> = {}): unknown {
  const target = function anything(): void {
    // Only needs to be callable and constructible.
  };
  return new Proxy(target, {
    get(_, name) {
      if (name in own) return own[name];
      // Not a thenable: awaiting it must continue at once.
      if (name === 'then') return undefined;
      if (name === Symbol.toPrimitive) return () => '';
      if (name === Symbol.iterator) return () => [][Symbol.iterator]();
      return createAnything();
    },
    apply: () => createAnything(),
    construct: () => createAnything() as object,
  });
}

/** The stub, with the manifest's defaults as settings. */
export function createVscodeStub(): object {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    contributes: { configuration: { properties: Record<string, { default?: unknown }> } };
  };
  const { properties } = manifest.contributes.configuration;
  const getConfiguration = (section?: string): unknown => {
    const byDefault = (key: string): unknown =>
      properties[section === undefined ? key : `${section}.${key}`]?.default;
    return createAnything({
      get: byDefault,
      inspect: (key: string) => ({ key, defaultValue: byDefault(key) }),
    });
  };
  // Bundled code copies own properties of the module, so they must exist by name.
  return {
    ...Object.fromEntries(apiNames().map((name) => [name, createAnything()])),
    l10n: { t: (message: unknown) => (typeof message === 'string' ? message : '') },
    workspace: createAnything({ getConfiguration, workspaceFolders: undefined, isTrusted: true }),
    version: '1.106.0',
  };
}

/** Resolves imports of `vscode` to the stub. */
export function installVscode(stub: object): void {
  Object.assign(globalThis, { [stubName]: stub });
  const source = `export const { ${Object.keys(stub).join(', ')} } = globalThis.${stubName};`;
  nodeModule.registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vscode'
        ? { url: 'stub:vscode', shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) =>
      url === 'stub:vscode' ? { format: 'module', source, shortCircuit: true } : next(url, context),
  });
}

/** The exports of `vscode`, as listed in its type declarations. */
function apiNames(): readonly string[] {
  const types = join(root, 'node_modules', '@types', 'vscode', 'index.d.ts');
  const exported = /^\texport (?:namespace|class|enum|const|function) (\w+)/gm;
  return [...readFileSync(types, 'utf8').matchAll(exported)].flatMap((match) => match[1] ?? []);
}

/** An extension context with its storage in the given folder. */
export function createContext(folder: string): unknown {
  const toUri = (path: string): unknown =>
    createAnything({ scheme: 'file', path, fsPath: path, toString: () => `file://${path}` });
  const store = { get: (_: string, byDefault?: unknown) => byDefault, keys: () => [] };
  return createAnything({
    subscriptions: [],
    extensionUri: toUri(root),
    extensionPath: root,
    globalStorageUri: toUri(folder),
    storageUri: toUri(folder),
    logUri: toUri(folder),
    globalState: { ...store, update: () => Promise.resolve(), setKeysForSync: () => undefined },
    workspaceState: { ...store, update: () => Promise.resolve() },
    secrets: {
      get: () => Promise.resolve(undefined),
      store: () => Promise.resolve(),
      delete: () => Promise.resolve(),
      onDidChange: () => ({ dispose: () => undefined }),
    },
    extension: createAnything({
      id: 'deepchat.deepseek-chat',
      packageJSON: { version: '0.0.0' },
    }),
    extensionMode: 1,
  });
}
