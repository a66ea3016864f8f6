/** Reads log probabilities, streamed or not (contract 4): one list for content, one for reasoning. */

import { serverLimits } from '../../conversation/limits.ts';
import type { TokenLogprob } from '../../conversation/model.ts';
import { asArray, asRecord, asText } from '../json.ts';

/** No character has more bytes than this. */
const maxCharacterBytes = 8;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** One parsed list entry. */
interface Entry {
  readonly bytes: Uint8Array;
  readonly logprob: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Joins the tokens of one list; a character may be split over several tokens. */
export class LogprobReader {
  #bytes: Uint8Array = new Uint8Array();
  #logprob = 0;

  /** The tokens of a chunk's list as text; those of an incomplete character wait for the rest. */
  read(list: unknown): readonly TokenLogprob[] {
    const tokens: TokenLogprob[] = [];
    let left: number = serverLimits.logprobs;
    for (const item of asArray(list)) {
      const entry = entryOf(item);
      const alternatives = asArray(entry?.fields['top_logprobs']).slice(0, maxAlternatives);
      left -= 1 + alternatives.length;
      if (left < 0) break;
      const token = entry === undefined ? undefined : this.#readToken(entry, alternatives);
      if (token !== undefined) tokens.push(token);
    }
    return tokens;
  }

  #readToken(entry: Entry, alternatives: readonly unknown[]): TokenLogprob | undefined {
    this.#bytes = joined(this.#bytes, entry.bytes);
    this.#logprob += entry.logprob;
    const text = decoded(this.#bytes);
    if (text === undefined && this.#bytes.length < maxCharacterBytes) return undefined;
    const token = { text: text ?? '', logprob: rounded(this.#logprob) };
    this.#bytes = new Uint8Array();
    this.#logprob = 0;
    if (token.text === '') return undefined;
    const top = alternatives.flatMap(toAlternative);
    return top.length === 0 ? token : { ...token, top };
  }
}

/** Maximum number of alternatives that can be requested (contract 4). */
const maxAlternatives = 20;

/** Parses an entry; undefined if it has no storable number or no token. */
function entryOf(item: unknown): Entry | undefined {
  const fields = asRecord(item);
  const logprob = fields?.['logprob'];
  if (fields === undefined || typeof logprob !== 'number') return undefined;
  // NaN fails this comparison as well.
  if (!(Math.abs(logprob) <= serverLimits.logprob)) return undefined;
  const bytes = bytesOf(fields);
  return bytes.length > serverLimits.tokenBytes ? undefined : { bytes, logprob, fields };
}

function toAlternative(item: unknown): { text: string; logprob: number }[] {
  const entry = entryOf(item);
  if (entry === undefined) return [];
  const text = decoded(entry.bytes) ?? asText(entry.fields['token']);
  return text === undefined ? [] : [{ text, logprob: rounded(entry.logprob) }];
}

/** Reads one byte more than allowed, to detect an overlong list. */
function bytesOf(fields: Readonly<Record<string, unknown>>): Uint8Array {
  const max = serverLimits.tokenBytes + 1;
  const bytes = asArray(fields['bytes']).slice(0, max).filter(isByte);
  if (bytes.length > 0) return Uint8Array.from(bytes);
  return encoder.encode(asText(fields['token'])?.slice(0, max));
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 256;
}

function joined(item: Uint8Array, other: Uint8Array): Uint8Array {
  if (item.length === 0) return other;
  const both = new Uint8Array(item.length + other.length);
  both.set(item);
  both.set(other, item.length);
  return both;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Four decimals are precise enough and keep the log small; JSON has no negative zero. */
function rounded(logprob: number): number {
  return Math.round(logprob * 10_000) / 10_000 + 0;
}
