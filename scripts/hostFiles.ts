/** The host code files written by esbuild, and what loads them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { root } from './host/paths.ts';

/** A file below `dist`. */
export interface HostFile {
  /** Relative to the project's folder, such as `dist/extension.js`. */
  readonly path: string;
  readonly bytes: number;
  /** The source module of a dynamic import; undefined for shared chunks. */
  readonly entry: string | undefined;
  /** Packages bundled in it. */
  readonly packages: readonly string[];
}

/** The last host build. */
export interface HostBuild {
  readonly files: readonly HostFile[];
  /** The file of an entry point and its static imports. */
  readonly loadedBy: (entry: string) => readonly HostFile[];
}

/** The entry points loaded until a chat is shown in the panel. */
export const firstEntries = ['src/extension.ts', 'src/app/createApp.ts'];

/** Reads the last build's metadata; throws if it does not exist. */
export function readHostBuild(): HostBuild {
  const file = join(root, 'dist', 'meta.json');
  const { outputs } = JSON.parse(readFileSync(file, 'utf8')) as Metafile;
  const byPath = new Map(
    Object.entries(outputs).filter(([path]) => !path.startsWith('dist/webview/')),
  );
  const toFile = ([path, output]: [string, Metafile['outputs'][string]]): HostFile => ({
    path,
    bytes: output.bytes,
    entry: output.entryPoint,
    packages: packagesOf(Object.keys(output.inputs)),
  });
  const loadedBy = (entry: string) => {
    const start = [...byPath].find(([, { entryPoint }]) => entryPoint === entry)?.[0];
    if (start === undefined) throw new Error(`${entry} has no file of its own.`);
    const paths = new Set([start]);
    for (const path of paths) {
      for (const { path: imported, kind } of byPath.get(path)?.imports ?? []) {
        if (kind === 'import-statement' && byPath.has(imported)) paths.add(imported);
      }
    }
    return [...byPath].filter(([path]) => paths.has(path)).map(toFile);
  };
  return { files: [...byPath].filter(([path]) => path.endsWith('.js')).map(toFile), loadedBy };
}

/** The files loaded until a chat is shown in the panel. */
export function firstFiles({ loadedBy }: HostBuild): readonly HostFile[] {
  const files = firstEntries.flatMap((entry) => loadedBy(entry));
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

function packagesOf(inputs: readonly string[]): readonly string[] {
  const names = inputs.flatMap(
    (input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? [],
  );
  return [...new Set(names)];
}
