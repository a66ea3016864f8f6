/** Replaces the desktop VS Code's executable: accepts the arguments that `@vscode/test-electron` passes. */

import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runInDevelopmentHost } from './developmentHost.ts';
import { makeTemporaryFolder } from './temporaryFolder.ts';

/** The supported part of a VS Code command line; other flags are ignored. */
export interface LauncherArguments {
  readonly extensions: readonly string[];
  readonly tests?: string;
  readonly userDataDir?: string;
  readonly extensionsDir?: string;
  readonly folder?: string;
  readonly trust: boolean;
}

/** Parses a command line of the form `--name=value` or `--name value`. */
export function readArguments(args: readonly string[]): LauncherArguments {
  const valued = [
    'extensionDevelopmentPath',
    'extensionTestsPath',
    'user-data-dir',
    'extensions-dir',
  ];
  const values = new Map<string, string[]>();
  const folders: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? '';
    const match = /^--([\w-]+)(?:=(.*))?$/s.exec(argument);
    if (match === null) {
      folders.push(argument);
      continue;
    }
    const name = match[1] ?? '';
    const value = match[2] ?? (valued.includes(name) ? args[++index] : '');
    values.set(name, [...(values.get(name) ?? []), value ?? '']);
  }
  const item = (name: string): string | undefined => values.get(name)?.at(-1);
  const path = (name: string): string | undefined => {
    const value = item(name);
    return value === undefined ? undefined : resolve(value);
  };
  const tests = path('extensionTestsPath');
  const userDataDir = path('user-data-dir');
  const extensionsDir = path('extensions-dir');
  const folder = folders.map((name) => resolve(name)).find(isFolder);
  return {
    extensions: (values.get('extensionDevelopmentPath') ?? []).map((name) => resolve(name)),
    ...(tests === undefined ? {} : { tests }),
    ...(userDataDir === undefined ? {} : { userDataDir }),
    ...(extensionsDir === undefined ? {} : { extensionsDir }),
    ...(folder === undefined ? {} : { folder }),
    trust: values.has('disable-workspace-trust'),
  };
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

async function launch(args: readonly string[]): Promise<number> {
  const asked = readArguments(args);
  if (asked.tests === undefined) throw new Error('The launcher needs --extensionTestsPath.');
  const temporary = makeTemporaryFolder('vscode-host-');
  try {
    let printed = 0;
    const result = await runInDevelopmentHost({
      extensions: asked.extensions,
      tests: asked.tests,
      userDataDir: asked.userDataDir ?? join(temporary.path, 'user-data'),
      extensionsDir: asked.extensionsDir ?? join(temporary.path, 'extensions'),
      folder: asked.folder ?? temporary.path,
      trust: asked.trust,
      timeoutMs: Number(process.env['HOST_TIMEOUT_SECONDS'] ?? 600) * 1000,
      onOutput: (line) => {
        printed++;
        console.log(line);
      },
    });
    // The tests never started, so the window's output is the only information.
    if (result.exitCode !== 0 && printed === 0) console.log(result.console.join('\n'));
    return result.exitCode;
  } finally {
    temporary.remove();
  }
}

if (import.meta.main) {
  process.exitCode = await launch(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error);
    return 1;
  });
}
