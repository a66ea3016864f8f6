/** Updates bench/RESULTS.md: one section per measurement, replaced when it is measured again. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../scripts/host/paths.ts';

const file = join(root, 'bench', 'RESULTS.md');
const head =
  '# Results\n\nWritten by `npm run bench` and `npm run soak`; each section by its last run.\n';

/** Replaces or adds the section with this title, with machine and date below the title. */
export function writeSection(title: string, lines: readonly string[]): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : head;
  const day = new Date().toISOString().slice(0, 10);
  writeFileSync(file, withSection(before, title, [`${day}, ${machine()}.`, '', ...lines]));
}

/** The lines of the section with this title; undefined if it does not exist. */
export function readSection(title: string): readonly string[] {
  const document = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [, ...sections] = document.split(/^## /m);
  const section = sections.find((section) => section.split('\n')[0] === title);
  return section?.split('\n').slice(1) ?? [];
}

/** The document with one section replaced or appended. */
export function withSection(document: string, title: string, lines: readonly string[]): string {
  const [before = '', ...sections] = document.split(/^## /m);
  const section = `${title}\n\n${lines.join('\n').trim()}\n`;
  const index = sections.findIndex((section) => section.split('\n')[0] === title);
  const kept = index < 0 ? [...sections, section] : sections.with(index, section);
  return [before, ...kept].map((text) => text.trimEnd()).join('\n\n## ') + '\n';
}

/** Describes the machine. */
export function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = processors[0]?.model.trim() ?? 'unknown';
  return `${processors.length} × ${model}, ${memory} GB, ${platform()} ${arch()}, Node ${process.version}`;
}
