/** What is packed, and when it is loaded. */

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { firstParts, hostParts, partFile, workerPart } from '../scripts/hostParts.ts';
import { createPackage } from '../scripts/package.ts';
import { root } from '../test/host/paths.ts';
import type { BenchEntry } from './entry.ts';

const files: readonly (readonly [string, string])[] = [
  ...hostParts.map((part) => [partFile(part), part.when] as const),
  [workerPart.file, workerPart.when],
  ['dist/webview/panel.js', 'the panel is opened'],
  ['dist/webview/styles.css', 'the panel is opened'],
  ['dist/webview/markdown.js', 'the panel has been drawn'],
  ['dist/webview/highlight.js', 'there is code, in idle time'],
  ['dist/webview/math.js', 'there is a formula, in idle time'],
  ['dist/webview/usage.js', 'the page of usage is opened'],
];

/** Sizes of the production build and of the package. */
export const sizesEntry: BenchEntry = {
  name: 'sizes',
  title: 'Sizes',
  minutes: 0.3,
  needsBuild: true,
  async run() {
    const packed = await createPackage();
    const first = Buffer.concat(firstParts.map((part) => readFileSync(join(root, partFile(part)))));
    const sizeOf = (file: string) => statSync(join(root, file)).size;
    return {
      lines: [
        '| file | loaded when | KB | KB gzipped |',
        '| --- | --- | ---: | ---: |',
        ...files.map(([file, when]) => {
          return row(file, when, readFileSync(join(root, file)));
        }),
        row('together', 'until the panel stands', first),
        `| the package | it is installed | ${kilobytes(statSync(packed).size)} | |`,
      ],
      figures: {
        'dist/webview/panel.js': sizeOf('dist/webview/panel.js') / 1024,
        main: sizeOf('dist/extension.cjs') / 1024,
        first: first.length / 1024,
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
