/** Keyboard shortcuts of the panel: Escape, moving between composer and transcript, walking messages. */

/** What the keys do. */
export interface KeyPort {
  running(): boolean;
  /** Whether something lies over the panel, which the keys belong to. */
  covered(): boolean;
  stop(): void;
  newChat(): void;
  /** Opens the bar of "Find in Chat". */
  find(): void;
  /** Goes to the next (1) or previous (-1) place found; `false` when nothing is looked for. */
  findNext(step: 1 | -1): boolean;
  /** Closes that bar; `false` when it is not open. */
  endFind(): boolean;
}

/** Listens on the page's root, after whatever is open inside has had its say. */
export function listenToKeys(root: HTMLElement, port: KeyPort): void {
  root.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    const article = articleOf(event.target);
    if (isSelectAll(event)) {
      // VS Code would select all once more, later, and what was typed meanwhile with it.
      event.stopPropagation();
    } else if (isNewChat(event)) onlyHere(event, () => port.newChat());
    else if (port.covered()) return;
    else if (event.key === 'Escape') onEscape(root, article !== null, port, event);
    else if (isFind(event)) onlyHere(event, () => port.find());
    else if (event.key === 'F3') {
      if (port.findNext(event.shiftKey ? -1 : 1)) event.preventDefault();
    } else if (event.key === 'ArrowUp' && event.ctrlKey && isComposer(event.target)) {
      focusMessage(articles(root).at(-1), event);
    } else if (article !== null && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const all = articles(root);
      const step = event.key === 'ArrowUp' ? -1 : 1;
      focusMessage(all[all.indexOf(article) + step], event);
    }
  });
}

/** Puts the caret into the composer. */
export function focusComposer(root: HTMLElement): void {
  root.querySelector<HTMLElement>('.ds-composer__text')?.focus();
}

/**
 * VS Code has a binding for this key too, for when the focus is beside the page. Pressed in here it must
 * not get there: the command would come back later and do again what may have been closed since.
 */
function onlyHere(event: Event, act: () => void): void {
  event.preventDefault();
  event.stopPropagation();
  act();
}

function isNewChat(event: KeyboardEvent): boolean {
  return isChord('n', event);
}

function isFind(event: KeyboardEvent): boolean {
  return isChord('f', event);
}

function isSelectAll(event: KeyboardEvent): boolean {
  const { target } = event;
  const isText = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
  return isText && isChord('a', event);
}

function isChord(wanted: string, event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
  return key.toLowerCase() === wanted && ctrlKey !== metaKey && !shiftKey && !altKey;
}

function onEscape(root: HTMLElement, inTranscript: boolean, port: KeyPort, event: Event): void {
  event.preventDefault();
  // What is open closes first, wherever the focus is.
  const close = root.querySelector<HTMLElement>('[data-close-popup]');
  if (close !== null) close.click();
  else if (port.endFind()) return;
  else if (port.running()) port.stop();
  else if (inTranscript) focusComposer(root);
}

function focusMessage(article: HTMLElement | undefined, event: Event): void {
  if (article === undefined) return;
  event.preventDefault();
  article.focus();
  article.scrollIntoView({ block: 'nearest' });
}

function articles(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('[data-article]')];
}

/** The article that itself has the focus: keys inside a message belong to what is inside. */
function articleOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof HTMLElement && target.dataset.article !== undefined ? target : null;
}

function isComposer(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('.ds-composer__text');
}
