/** Builds the host's code into few files: esbuild splits it at its dynamic imports, and the pieces are joined to the parts that the project names. */

import { resolve } from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { hostParts, partFile } from './hostParts.ts';

/** One file as esbuild split it, by its absolute path. */
interface Piece {
  readonly path: string;
  readonly text: string;
  /** The source that it begins with, if it is a dynamic import's. */
  readonly entry: string | undefined;
  readonly exports: readonly string[];
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
}

/** A piece's name outside of its part: `$` and a number, since the part's own exports are words. */
type Aliases = Map<string, string>;

/** What esbuild is to be asked for: the whole host, split, and joined by a plugin at each end of a build. */
export function hostOptions(common: BuildOptions): BuildOptions {
  const shared: BuildOptions = { ...common, platform: 'node', target: 'node22' };
  return {
    ...shared,
    minify: false,
    logLevel: 'warning',
    ...(common.sourcemap ? { sourcemap: 'inline' } : {}),
    format: 'esm',
    splitting: true,
    entryPoints: ['src/extension.ts'],
    external: ['vscode'],
    outdir: 'dist/pieces',
    write: false,
    plugins: [joinPieces(shared)],
  };
}

function joinPieces(shared: BuildOptions): Plugin {
  return {
    name: 'join-pieces',
    setup(split) {
      split.onEnd(async ({ metafile, outputFiles, errors }) => {
        if (metafile === undefined || outputFiles === undefined || errors.length > 0) return;
        const texts = new Map(outputFiles.map(({ path, text }) => [path, text]));
        const pieces = toPieces(metafile, texts);
        const homes = toHomes(pieces);
        const aliases = toAliases(pieces, homes);
        await Promise.all(
          hostParts.map((part) =>
            join(partFile(part), part.name, { pieces, homes, aliases }, shared),
          ),
        );
      });
    },
  };
}

function toPieces({ outputs }: Metafile, texts: ReadonlyMap<string, string>): Map<string, Piece> {
  return new Map(
    Object.entries(outputs).map(([name, { entryPoint: entry, exports, imports }]) => {
      const path = resolve(name);
      const local = imports.filter(({ external }) => external !== true);
      return [
        path,
        {
          ...{ path, entry, exports, text: texts.get(path) ?? '' },
          imports: local.map(({ path: imported, kind }) => ({ kind, path: resolve(imported) })),
        },
      ];
    }),
  );
}

/** The part of each piece: the first one that cannot do without it. */
function toHomes(pieces: ReadonlyMap<string, Piece>): ReadonlyMap<string, string> {
  const homes = new Map<string, string>();
  const byEntry = new Map([...pieces.values()].map((piece) => [piece.entry, piece]));
  const settle = (piece: Piece, part: string): void => {
    if (homes.has(piece.path)) return;
    homes.set(piece.path, part);
    for (const { path, kind } of piece.imports) {
      const imported = pieces.get(path);
      if (kind !== 'dynamic-import' && imported !== undefined) settle(imported, part);
    }
  };
  for (const { name, entries } of hostParts) {
    for (const entry of entries) {
      const piece = byEntry.get(entry);
      if (piece === undefined) throw new Error(`${entry} is not imported dynamically.`);
      settle(piece, name);
    }
  }
  for (const { path, entry } of pieces.values()) {
    if (!homes.has(path)) throw new Error(`scripts/hostParts.ts does not say where ${entry} goes.`);
  }
  return homes;
}

/** What pieces of other parts take from each piece, each under a short name of its own. */
function toAliases(
  pieces: ReadonlyMap<string, Piece>,
  homes: ReadonlyMap<string, string>,
): ReadonlyMap<string, Aliases> {
  const aliases = new Map<string, Aliases>();
  let count = 0;
  for (const { path, text } of pieces.values()) {
    // As esbuild writes it; a name that is missed here fails the build, since nothing exports it.
    for (const [, names = '', from = ''] of text.matchAll(
      /^import \{([^}]*)\} from "(\.[^"]+)";$/gm,
    )) {
      const target = resolve(path, '..', from);
      if (homes.get(target) === homes.get(path)) continue;
      const taken = aliases.get(target) ?? new Map<string, string>();
      aliases.set(target, taken);
      for (const name of names.split(',').map((clause) => clause.trim().split(' ')[0] ?? '')) {
        if (name !== '' && !taken.has(name)) taken.set(name, `$${(count++).toString(36)}`);
      }
    }
  }
  return aliases;
}

/** The whole host in pieces. */
interface Host {
  readonly pieces: ReadonlyMap<string, Piece>;
  readonly homes: ReadonlyMap<string, string>;
  readonly aliases: ReadonlyMap<string, Aliases>;
}

async function join(
  outfile: string,
  part: string,
  host: Host,
  shared: BuildOptions,
): Promise<void> {
  await build({
    ...shared,
    outfile,
    stdin: { contents: beginningOf(part, host), resolveDir: resolve('dist/pieces') },
    format: 'cjs',
    // Each other's exports is all that they are asked for: no list of them for imports by Node.
    platform: 'neutral',
    // A dynamic import becomes a `require` that runs when it is reached.
    supported: { 'dynamic-import': false },
    external: ['node:*'],
    logOverride: { 'import-is-undefined': 'error' },
    plugins: [takePieces(part, host), takeEditor(part, host)],
  });
}

/** Exports what dynamic imports of the part's entries expect, and what other parts take. */
function beginningOf(part: string, { pieces, homes, aliases }: Host): string {
  const own = [...pieces.values()].filter(({ path }) => homes.get(path) === part);
  const words = own.flatMap(({ entry, exports }) => (entry === undefined ? [] : exports));
  const twice = words.find((word, index) => words.indexOf(word) !== index);
  if (twice !== undefined) throw new Error(`Two entries of ${part} export ${twice}.`);
  return own
    .map(({ path, entry, exports }) => {
      const names = [
        ...(entry === undefined ? [] : exports),
        ...[...(aliases.get(path) ?? [])].map(([name, alias]) => `${name} as ${alias}`),
      ];
      const file = JSON.stringify(path);
      return names.length > 0 ? `export { ${names.join(', ')} } from ${file};` : `import ${file};`;
    })
    .join('\n');
}

/** Finds the part's own pieces in memory, and asks other parts for theirs. */
function takePieces(part: string, { pieces, homes, aliases }: Host): Plugin {
  return {
    name: 'take-pieces',
    setup(joined) {
      joined.onResolve({ filter: /^[./]/ }, ({ path: imported, resolveDir, kind, namespace }) => {
        if (namespace === 'other-part') return { path: imported, external: true };
        const path = resolve(resolveDir, imported);
        const home = homes.get(path);
        if (home === undefined) return undefined;
        if (home === part) return { path };
        if (kind === 'dynamic-import') return { path: `./${home}.cjs`, external: true };
        return { path, namespace: 'other-part' };
      });
      joined.onLoad({ filter: /./, namespace: 'other-part' }, ({ path }) => {
        const taken = [...(aliases.get(path) ?? [])];
        const names = taken.map(([name, alias]) => `${alias} as ${name}`).join(', ');
        return { contents: `export { ${names} } from "./${homes.get(path)}.cjs";` };
      });
      joined.onLoad({ filter: /[/\\]pieces[/\\]/ }, ({ path }) => {
        const piece = pieces.get(path);
        return piece === undefined ? undefined : { contents: piece.text };
      });
    },
  };
}

/** Takes the editor's interface once for the whole part: each source would otherwise make a copy of all of it. */
function takeEditor(part: string, { pieces, homes }: Host): Plugin {
  const own = [...pieces.values()].filter(({ path }) => homes.get(path) === part);
  // As esbuild writes it; a name that is missed here fails the build, since nothing exports it.
  const names = own.flatMap(({ text }) =>
    [...text.matchAll(/\bvscode\d*\.(\w+)/g)].map(([, name]) => name),
  );
  const contents = `export const { ${[...new Set(names)].join(', ')} } = require("vscode");`;
  return {
    name: 'take-editor',
    setup(joined) {
      joined.onResolve({ filter: /^vscode$/ }, ({ path, namespace }) =>
        namespace === 'editor' ? { path, external: true } : { path, namespace: 'editor' },
      );
      joined.onLoad({ filter: /./, namespace: 'editor' }, () => ({ contents }));
    },
  };
}
