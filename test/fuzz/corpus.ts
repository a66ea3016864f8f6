/** Inputs that found something once; they are replayed before anything new is tried. */

import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** One kept input. */
export interface CorpusCase {
  readonly target: string;
  /** What it found. */
  readonly found: string;
  readonly input: unknown;
}

interface CorpusEntry {
  readonly target: string;
  readonly found: string;
  readonly input?: unknown;
  /** A large input: its JSON, deflated, in Base64. */
  readonly packed?: string;
}

/** The corpus, in the order in which it grew. */
export function corpusCases(): readonly CorpusCase[] {
  const file = new URL('./corpus.json', import.meta.url);
  const entries = JSON.parse(readFileSync(file, 'utf8')) as readonly CorpusEntry[];
  return entries.map(({ target, found, input, packed }) => ({
    target,
    found,
    input: packed === undefined ? input : (JSON.parse(unpack(packed)) as unknown),
  }));
}

function unpack(packed: string): string {
  return inflateRawSync(Buffer.from(packed, 'base64')).toString();
}
