/** Shows a plain sentence and a reload button when the page itself fails. */

import type { UiStrings } from '../../src/protocol/strings/uiStrings.ts';

/** A fault as one line for the log: name, message and place, at most 500 characters, nothing like a key. */
export function describeFault(fault: unknown): string {
  const text =
    fault instanceof Error
      ? `${fault.name}: ${fault.message} ${(fault.stack ?? '').split('\n')[1]?.trim() ?? ''}`
      : String(fault);
  return text.replace(/\b(sk-|Bearer\s+)[\w.-]+/gi, '$1…').slice(0, 500);
}

/** Replaces the page's content; built without templates, since those may be what failed. */
export function showFault(root: HTMLElement, strings: UiStrings, onReload: () => void): void {
  const box = document.createElement('div');
  box.className = 'ds-fault';
  box.setAttribute('role', 'alert');
  const text = document.createElement('p');
  text.textContent = strings.pageFailed;
  const button = document.createElement('vscode-button');
  button.textContent = strings.reload;
  button.addEventListener('click', onReload);
  box.append(text, button);
  root.replaceChildren(box);
}
