/** Keyboard shortcuts of a focused message and of an open menu. */

/** What the keys do. */
export interface MessageKeyPort {
  act(action: string, of: string, source: HTMLElement): void;
  closeMenu(): void;
}

/** Listens on the page's root, before the keys of the whole panel. */
export function listenToMessageKeys(root: HTMLElement, port: MessageKeyPort): void {
  root.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (!(event.target instanceof HTMLElement)) return;
    const menu = event.target.closest<HTMLElement>('.ds-menu');
    if (menu !== null) onMenuKey(event, menu, port);
    else onArticleKey(event, event.target, port);
  });
  const closeElsewhere = (event: Event) => {
    const { target } = event;
    if (target instanceof Element && target.closest('.ds-menu, [aria-haspopup="menu"]')) return;
    port.closeMenu();
  };
  root.addEventListener('pointerdown', closeElsewhere);
  root.addEventListener('wheel', closeElsewhere, { passive: true });
  window.addEventListener('resize', () => port.closeMenu());
  window.addEventListener('blur', () => port.closeMenu());
}

function onMenuKey(event: KeyboardEvent, menu: HTMLElement, port: MessageKeyPort): void {
  // A chord is a command of VS Code.
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const items = [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
  const at = items.findIndex((item) => item === document.activeElement);
  const to = nextItem(event.key, items, at);
  if (event.key === 'Escape' || event.key === 'Tab') port.closeMenu();
  else if (to === undefined) return;
  else items[to]?.focus();
  // Escape closes this and nothing else.
  event.preventDefault();
  event.stopImmediatePropagation();
}

function nextItem(key: string, items: readonly HTMLElement[], at: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % items.length;
    case 'ArrowUp':
      return (at + items.length - 1) % items.length;
    case 'Home':
      return 0;
    case 'End':
      return items.length - 1;
    default: {
      if (key.length !== 1 || key === ' ') return undefined;
      const begins = (item: HTMLElement) =>
        item.textContent.trim().toLowerCase().startsWith(key.toLowerCase());
      const after = items.findIndex((item, index) => index > at && begins(item));
      const found = after < 0 ? items.findIndex(begins) : after;
      return found < 0 ? undefined : found;
    }
  }
}

const ofQuestion: Readonly<Record<string, string>> = {
  F2: 'edit',
  ArrowLeft: 'previousBranch',
  ArrowRight: 'nextBranch',
  Delete: 'delete',
};

/** Keys count when the article itself has the focus; what cannot be done has a disabled button, and no key. */
function onArticleKey(event: KeyboardEvent, target: HTMLElement, port: MessageKeyPort): void {
  const of = target.dataset.article;
  if (of === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const wantsMenu = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
  const action = wantsMenu ? 'more' : event.shiftKey ? undefined : ofQuestion[event.key];
  if (action === undefined) return;
  const question = `${of.split('/')[0] ?? ''}/question`;
  const places = action === 'more' ? [of] : [of, question];
  const button = places
    .map((place) => `[data-action="${action}"][data-of="${CSS.escape(place)}"]`)
    .map((selector) => target.ownerDocument.querySelector<HTMLElement>(selector))
    .find((found) => found !== null);
  if (button === undefined || button.getAttribute('aria-disabled') === 'true') return;
  event.preventDefault();
  event.stopImmediatePropagation();
  port.act(action, button.dataset.of ?? of, action === 'more' ? button : target);
}
