/** Inputs that once found a bug; they are replayed before new ones are generated. */

import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** One stored input. */
export interface CorpusCase {
  readonly target: string;
  /** The bug that it found. */
  readonly found: string;
  readonly input: unknown;
}

interface CorpusEntry {
  readonly target: string;
  readonly found: string;
  readonly input?: unknown;
  /** A large input: deflated JSON in Base64. */
  readonly packed?: string;
}

/** The corpus, oldest first. */
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
