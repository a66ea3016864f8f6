/** Makes the toolkit's elements usable until the toolkit has upgraded them; `toolkit.css` keeps their size. */

const button = 'vscode-button';
const dropdown = 'vscode-dropdown';

/** Gives each element of the toolkit below `root` its role and its keys until it is upgraded. */
export function keepUsableUntilUpgraded(root: HTMLElement): void {
  const observer = new MutationObserver(() => prepareElements(root));
  observer.observe(root, { childList: true, subtree: true });
  root.addEventListener('keydown', onKeyDown);
  root.addEventListener('click', onClick);
  void customElements.whenDefined(button).then(() => {
    observer.disconnect();
    root.removeEventListener('keydown', onKeyDown);
    root.removeEventListener('click', onClick);
    giveUpButtons(root);
  });
}

function prepareElements(root: HTMLElement): void {
  for (const element of root.querySelectorAll(`${button}:not([role])`)) {
    element.setAttribute('role', 'button');
    element.setAttribute('tabindex', '0');
  }
  for (const element of root.querySelectorAll(`${dropdown}:not([role])`)) {
    element.setAttribute('role', 'combobox');
    element.setAttribute('aria-expanded', 'false');
    if (element.hasAttribute('disabled')) element.setAttribute('aria-disabled', 'true');
    else element.setAttribute('tabindex', '0');
  }
}

/** The toolkit's button has a button of its own inside, which takes the role and the focus. */
function giveUpButtons(root: HTMLElement): void {
  for (const element of root.querySelectorAll<HTMLElement>(button)) {
    const focused = element === document.activeElement;
    element.removeAttribute('role');
    element.removeAttribute('tabindex');
    if (!focused) continue;
    // Focusing what has the focus already would not pass it on.
    element.blur();
    element.focus();
  }
}

function onKeyDown(event: KeyboardEvent): void {
  if (!['Enter', ' '].includes(event.key) || event.repeat) return;
  const { target } = event;
  if (!(target instanceof HTMLElement) || !target.matches(`${button}, ${dropdown}`)) return;
  event.preventDefault();
  target.click();
}

/** A dropdown that was pressed opens as soon as it can. */
function onClick({ target }: Event): void {
  const pressed = target instanceof Element ? target.closest<HTMLElement>(dropdown) : null;
  if (pressed === null) return;
  void customElements.whenDefined(dropdown).then(() => pressed.click());
}
