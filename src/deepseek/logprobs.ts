/** Reads how sure the model was of each token, in stream and whole (contract 4): one list for the answer, one for thoughts. */

import type { TokenLogprob } from '../conversation/model.ts';
import { itemsOf, recordOf } from './json.ts';

/** More bytes than a character has are no character. */
const longestCharacter = 8;

/** Puts together what one list tells; a character may come in several tokens. */
export class LogprobReader {
  #bytes: number[] = [];
  #logprob = 0;

  /** The tokens of a chunk's list, as text; those of a character that is not whole yet wait for the rest. */
  read(list: unknown): readonly TokenLogprob[] {
    return itemsOf(list).flatMap((entry) => {
      const token = this.#readToken(entry);
      return token === undefined ? [] : [token];
    });
  }

  #readToken(entry: unknown): TokenLogprob | undefined {
    const fields = recordOf(entry);
    const logprob = fields?.['logprob'];
    if (fields === undefined || typeof logprob !== 'number') return undefined;
    this.#bytes.push(...bytesOf(fields));
    this.#logprob += logprob;
    const text = decoded(this.#bytes);
    if (text === undefined && this.#bytes.length < longestCharacter) return undefined;
    const top = itemsOf(fields['top_logprobs']).flatMap(toAlternative);
    const token = { text: text ?? '', logprob: rounded(this.#logprob) };
    this.#bytes = [];
    this.#logprob = 0;
    if (token.text === '') return undefined;
    return top.length === 0 ? token : { ...token, top };
  }
}

function toAlternative(entry: unknown): { text: string; logprob: number }[] {
  const fields = recordOf(entry);
  const logprob = fields?.['logprob'];
  if (fields === undefined || typeof logprob !== 'number') return [];
  const text = decoded(bytesOf(fields)) ?? String(fields['token']);
  return [{ text, logprob: rounded(logprob) }];
}

function bytesOf(fields: Readonly<Record<string, unknown>>): readonly number[] {
  const bytes = itemsOf(fields['bytes']).filter((byte) => typeof byte === 'number');
  if (bytes.length > 0) return bytes;
  const { token } = fields;
  return typeof token === 'string' ? [...new TextEncoder().encode(token)] : [];
}

function decoded(bytes: readonly number[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(bytes),
    );
  } catch {
    return undefined;
  }
}

/** Four places are more than anybody reads, and keep the log small. */
function rounded(logprob: number): number {
  return Math.round(logprob * 10_000) / 10_000;
}
