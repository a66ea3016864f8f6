/** Reads log probabilities, streamed or not (contract 4): one list for content, one for reasoning. */

import { serverLimits } from '../../conversation/limits.ts';
import type { TokenLogprob } from '../../conversation/model.ts';
import { itemsOf, recordOf, textOf } from '../json.ts';

/** More bytes than a character has are no character. */
const maxCharacterBytes = 8;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What one entry of a list says. */
interface Entry {
  readonly bytes: Uint8Array;
  readonly logprob: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Joins the tokens of one list; a character may come in several tokens. */
export class LogprobReader {
  #bytes: Uint8Array = new Uint8Array();
  #logprob = 0;

  /** The tokens of a chunk's list, as text; those of a character that is not complete yet wait for the rest. */
  read(list: unknown): readonly TokenLogprob[] {
    const tokens: TokenLogprob[] = [];
    let left: number = serverLimits.logprobs;
    for (const item of itemsOf(list)) {
      const entry = entryOf(item);
      const alternatives = itemsOf(entry?.fields['top_logprobs']).slice(0, maxAlternatives);
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

/** As many as can be asked for (contract 4). */
const maxAlternatives = 20;

/** What an entry says; none for one that has no number that can be stored, or that spells no token. */
function entryOf(item: unknown): Entry | undefined {
  const fields = recordOf(item);
  const logprob = fields?.['logprob'];
  if (fields === undefined || typeof logprob !== 'number') return undefined;
  // Not a number fails this comparison as well.
  if (!(Math.abs(logprob) <= serverLimits.logprob)) return undefined;
  const bytes = bytesOf(fields);
  return bytes.length > serverLimits.tokenBytes ? undefined : { bytes, logprob, fields };
}

function toAlternative(item: unknown): { text: string; logprob: number }[] {
  const entry = entryOf(item);
  if (entry === undefined) return [];
  const text = decoded(entry.bytes) ?? textOf(entry.fields['token']);
  return text === undefined ? [] : [{ text, logprob: rounded(entry.logprob) }];
}

/** One byte more than is allowed of what is too long, which is enough to tell that it is. */
function bytesOf(fields: Readonly<Record<string, unknown>>): Uint8Array {
  const most = serverLimits.tokenBytes + 1;
  const bytes = itemsOf(fields['bytes']).slice(0, most).filter(isByte);
  if (bytes.length > 0) return Uint8Array.from(bytes);
  return encoder.encode(textOf(fields['token'])?.slice(0, most));
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 256;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other;
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Four places are more than anybody reads, and keep the log small; JSON has no negative zero. */
function rounded(logprob: number): number {
  return Math.round(logprob * 10_000) / 10_000 + 0;
}
