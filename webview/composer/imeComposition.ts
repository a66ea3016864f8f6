/** Distinguishes the Enter that ends an input method's composition from the Enter that sends. */

/** Watches a text field; feed it the field's events. */
export class Composition {
  #composing = false;
  #endedAt = -Infinity;

  onStart(): void {
    this.#composing = true;
  }

  onEnd(event: Pick<Event, 'timeStamp' | 'target'> & { readonly data?: string }): void {
    this.#composing = false;
    // Enter finishes no Hangul syllable: the input method passes it on, so it is meant for the field.
    this.#endedAt = /\p{sc=Hangul}$/u.test(composed(event)) ? -Infinity : event.timeStamp;
  }

  /** The key that ended the composition is up: the next one is meant. */
  onKeyUp(): void {
    this.#endedAt = -Infinity;
  }

  /** Whether a key belongs to the input method. Safari fires the end before the key that caused it. */
  owns(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode' | 'timeStamp'>): boolean {
    if (event.isComposing || event.keyCode === 229 || this.#composing) return true;
    return event.timeStamp - this.#endedAt < 100;
  }
}

/** What was composed; an event without it leaves it before the caret. */
function composed({ data, target }: { readonly data?: string; readonly target: unknown }): string {
  if (data !== undefined && data !== '') return data;
  return target instanceof HTMLTextAreaElement ? target.value.slice(0, target.selectionEnd) : '';
}

/** What Enter means: send, or whatever the text field does by itself. */
export function enterSends(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  sendWith: 'enter' | 'ctrlEnter',
): boolean {
  if (event.key !== 'Enter' || event.shiftKey || event.altKey) return false;
  const chord = event.ctrlKey || event.metaKey;
  return sendWith === 'ctrlEnter' ? chord : true;
}
