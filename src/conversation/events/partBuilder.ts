/** Folds one part; appending never copies earlier text. */

import { keepEnd } from '../continuation.ts';
import type { LogprobsReported, PartAppended } from './events.ts';
import type { Part, PositionedToken } from '../model.ts';
import { TextPieces } from './textPieces.ts';

/** A part under construction; `build` returns it as a value. */
export class PartBuilder {
  #part: Part;
  /** What was appended since the last `build`; created when text or tokens arrive. */
  #text = '';
  #end: { readonly before: string; readonly piece: string } | undefined;
  #pieces: TextPieces | undefined;
  #tokens: PositionedToken[] | undefined;
  #tokensEnd = 0;

  constructor(part: Part) {
    this.#part = part;
    if (part.kind !== 'toolCall') this.#text = part.text;
  }

  get length(): number {
    return this.#text.length;
  }

  /** Appends the new text of an event; returns whether there was any. */
  append({ kind, offset, text }: PartAppended): boolean {
    if (this.#part.kind !== kind || offset > this.#text.length) return false;
    const piece = text.slice(this.#text.length - offset);
    if (piece === '') return false;
    this.#pieces?.push(piece);
    this.#end = { before: this.#text, piece };
    this.#text += piece;
    return true;
  }

  /** Adds tokens that are inside the text and after the known ones; returns whether there were any. */
  addTokens(event: LogprobsReported): boolean {
    if (this.#part.kind === 'toolCall') return false;
    const pieces = (this.#pieces ??= this.#toPieces());
    const tokens = (this.#tokens ??= this.#knownTokens());
    const count = tokens.length;
    let at = event.offset;
    for (const token of event.tokens) {
      const next = at + token.text.length;
      if (at >= this.#tokensEnd && token.text !== '' && pieces.has(token.text, at)) {
        tokens.push({ ...token, at });
        this.#tokensEnd = next;
      }
      at = next;
    }
    return tokens.length > count;
  }

  /** Stores the result of a tool call that has none; returns whether it did. */
  resolve(result: string): boolean {
    if (this.#part.kind !== 'toolCall' || this.#part.result !== undefined) return false;
    this.#part = { ...this.#part, result };
    return true;
  }

  build(): Part {
    const part = this.#part;
    if (part.kind === 'toolCall') return part;
    const tokens = this.#tokens;
    const grown = tokens !== undefined && tokens.length > (part.tokens?.length ?? 0);
    if (this.#end === undefined && !grown) return part;
    const built = { ...part, text: this.#text, ...(grown ? { tokens: [...tokens] } : {}) };
    if (this.#end !== undefined) keepEnd(built, this.#end);
    return built;
  }

  #toPieces(): TextPieces {
    const pieces = new TextPieces();
    pieces.push(this.#text);
    return pieces;
  }

  #knownTokens(): PositionedToken[] {
    const known = this.#part.kind === 'toolCall' ? [] : (this.#part.tokens ?? []);
    const last = known.at(-1);
    this.#tokensEnd = last === undefined ? 0 : last.at + last.text.length;
    return [...known];
  }
}
