/** Merges reasoning that a server sends in several fields, dropping duplicates. */

/** How far a field's text repeats what was already read. */
interface Place {
  piece: number;
  at: number;
  /** The field's text differs, so it is no longer compared. */
  own: boolean;
}

/** Ignores whitespace, which servers may trim in one field but not in another. */
export class ReasoningMerger {
  readonly #pieces: string[] = [];
  readonly #places = new Map<string, Place>();

  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** All text read so far. */
  get text(): string {
    return this.#pieces.join('');
  }

  /** Reads a field's text; returns the part that is new. */
  take(name: string, text: string): string {
    const fresh = this.compare(name, text);
    if (fresh === '') return '';
    this.#pieces.push(fresh);
    this.#length += fresh.length;
    const place = this.#placeOf(name);
    place.piece = this.#pieces.length;
    place.at = 0;
    return fresh;
  }

  /** Like `take`, but does not add the text. */
  compare(name: string, text: string): string {
    const place = this.#placeOf(name);
    if (place.own) return text;
    let at = 0;
    while (at < text.length && place.piece < this.#pieces.length) {
      const piece = this.#pieces[place.piece] ?? '';
      const read = piece[place.at];
      const next = text[at] ?? '';
      if (read === undefined) {
        place.piece += 1;
        place.at = 0;
      } else if (next === read) {
        at += 1;
        place.at += 1;
      } else if (next.trim() === '') at += 1;
      else if (read.trim() === '') place.at += 1;
      else {
        place.own = true;
        return text;
      }
    }
    return text.slice(at);
  }

  #placeOf(name: string): Place {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const place = { piece: 0, at: 0, own: false };
    this.#places.set(name, place);
    return place;
  }
}
