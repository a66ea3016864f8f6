/** Applies the user's chat font, which VS Code does not pass to webviews. */

import type { ChatFont } from '../../src/protocol/chatFont.ts';

/** Sets what `tokens.css` reads and returns whether anything changed; missing values fall back to the workbench's. */
export function applyChatFont(font: ChatFont | undefined, style: CSSStyleDeclaration): boolean {
  const size = font?.size === undefined ? '' : `${String(font.size)}px`;
  const changes = [
    put(style, '--ds-chat-size', size),
    put(style, '--ds-chat-family', font?.family ?? ''),
  ];
  return changes.includes(true);
}

/** Only what is new: each change makes the browser style the whole page again. */
function put(style: CSSStyleDeclaration, name: string, value: string): boolean {
  if (style.getPropertyValue(name) === value) return false;
  style.setProperty(name, value);
  return true;
}
