/** Reads `chat.fontSize` and `chat.fontFamily`, which VS Code does not pass to webviews. */

import * as vscode from 'vscode';
import type { Disposable } from '../../platform/disposable.ts';
import type { ChatFont } from '../../protocol/chatFont.ts';

const names = ['chat.fontSize', 'chat.fontFamily'] as const;
const min = 6;
const max = 100;

/** As they are until one of them changes: looking settings up takes milliseconds. */
let present: ChatFont | undefined;
let watching: Disposable | undefined;

/** The font of chats; `family` is missing where it is the one of the workbench, `size` where it cannot be right. */
export function readChatFont(): ChatFont {
  watching ??= vscode.workspace.onDidChangeConfiguration(forgetChanged);
  return (present ??= toChatFont(
    names.map((name) => vscode.workspace.getConfiguration().get(name)),
  ));
}

/** Calls back whenever the font of chats changed. */
export function onChatFontChanged(listener: () => void): Disposable {
  // Listeners read the new values, whichever of the two was notified first.
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (forgetChanged(event)) listener();
  });
}

function forgetChanged(event: vscode.ConfigurationChangeEvent): boolean {
  const changed = names.some((name) => event.affectsConfiguration(name));
  if (changed) present = undefined;
  return changed;
}

function toChatFont([size, family]: readonly unknown[]): ChatFont {
  return {
    ...(typeof size === 'number' && size >= min && size <= max ? { size } : {}),
    ...(typeof family === 'string' && family !== 'default' && family.trim() !== ''
      ? { family }
      : {}),
  };
}
