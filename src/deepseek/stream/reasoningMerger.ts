/** Merges reasoning that a server sends under several names; repetitions are dropped. */

/** How far the text of one name repeats what was read. */
interface Place {
  piece: number;
  at: number;
  /** It has said something else, so that it is read for itself. */
  own: boolean;
}

/** Compares without white space, which servers trim under one name and keep under the other. */
export class ReasoningMerger {
  readonly #pieces: string[] = [];
  readonly #places = new Map<string, Place>();

  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** All that was read. */
  get text(): string {
    return this.#pieces.join('');
  }

  /** Takes text under a name; returns what of it is new. */
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

  /** Like `take`, for text that is not to be read. */
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
