/** Applies a plan to a body's bytes: line endings, byte order mark, gzip, splits. */

import { gzipSync } from 'node:zlib';
import type { AnswerPlan, RawChunk } from './types.ts';

function joinData(chunks: readonly RawChunk[]): Buffer {
  const data = chunks.filter((chunk) => typeof chunk === 'string' || chunk instanceof Uint8Array);
  return Buffer.concat(data.map((chunk) => Buffer.from(chunk as string)));
}

/** The bytes split at the offsets, or at every byte. */
export function splitBytes(
  bytes: Uint8Array,
  offsets: readonly number[] | 'every',
): readonly Uint8Array[] {
  const cuts = offsets === 'every' ? Array.from(bytes, (_, at) => at) : [0, ...offsets];
  return cuts
    .map((from, at) => bytes.subarray(from, cuts[at + 1] ?? bytes.length))
    .filter((piece) => piece.length > 0);
}

/** The chunks as sent. */
export function toWire(chunks: readonly RawChunk[], plan: AnswerPlan): readonly RawChunk[] {
  const { newline = '\n', bom = false, gzip = false, split } = plan;
  let wire = chunks.map((chunk) =>
    typeof chunk === 'string' ? chunk.replaceAll('\n', newline) : chunk,
  );
  if (bom) wire = ['\uFEFF', ...wire];
  if (!gzip && split === undefined) return wire;
  const bytes = joinData(wire);
  return splitBytes(gzip ? gzipSync(bytes) : bytes, split ?? []);
}
