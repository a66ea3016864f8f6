/** The size of each packed file, and when it is loaded. */

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { firstFiles, readHostBuild } from '../../scripts/hostFiles.ts';
import { createPackage } from '../../scripts/package.ts';
import { root } from '../../scripts/host/paths.ts';
import type { BenchEntry } from '../entry.ts';

const pageFiles: readonly (readonly [string, string])[] = [
  ['dist/webview/panel.js', 'the panel is opened'],
  ['dist/webview/styles.css', 'the panel is opened'],
  ['dist/webview/toolkit.js', 'the panel has been painted'],
  ['dist/webview/markdown.js', 'the panel is opened, after its first script'],
  ['dist/webview/highlight.js', 'there is code, in idle time'],
  ['dist/webview/math.js', 'there is a formula, in idle time'],
  ['dist/webview/usage.js', 'the page of usage is opened'],
];

/** Sizes of the production build and the package. */
export const sizesEntry: BenchEntry = {
  name: 'sizes',
  title: 'Sizes',
  minutes: 0.3,
  needsBuild: true,
  async run() {
    const packed = await createPackage();
    const build = readHostBuild();
    const first = firstFiles(build).map(({ path }) => path);
    const hostFiles = build.files.map(
      ({ path, entry }) =>
        [
          path.replace(/-[A-Z0-9]{8}\.js$/, '.js'),
          first.includes(path) ? 'the panel is opened' : `it is needed (${entry ?? 'shared'})`,
          path,
        ] as const,
    );
    const together = Buffer.concat(first.map((path) => readFileSync(join(root, path))));
    const sizeOf = (file: string) => statSync(join(root, file)).size;
    return {
      lines: [
        '| file | loaded when | KB | KB gzipped |',
        '| --- | --- | ---: | ---: |',
        ...hostFiles.map(([name, when, path]) => row(name, when, readFileSync(join(root, path)))),
        ...pageFiles.map(([file, when]) => row(file, when, readFileSync(join(root, file)))),
        row('together', 'until the panel stands', together),
        `| the package | it is installed | ${kilobytes(statSync(packed).size)} | |`,
      ],
      figures: {
        'dist/webview/panel.js': sizeOf('dist/webview/panel.js') / 1024,
        main: sizeOf('dist/extension.js') / 1024,
        first: together.length / 1024,
        package: statSync(packed).size / 1024,
      },
    };
  },
};

function row(name: string, when: string, bytes: Uint8Array): string {
  return `| ${name} | ${when} | ${kilobytes(bytes.length)} | ${kilobytes(gzipSync(bytes).length)} |`;
}

function kilobytes(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
