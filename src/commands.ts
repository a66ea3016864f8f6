/** The ids of all commands, as the manifest has them, and the one way to register them. */

import * as vscode from 'vscode';
import type { Disposable } from './platform/lifecycle.ts';

/** Every contributed command, without the prefix `deepseek.`; a test compares this with the manifest. */
export const commandIds = [
  'newChat',
  'focusChat',
  'openInEditor',
  'askSelection',
  'setApiKey',
  'removeApiKey',
  'selectModel',
  'stop',
  'continue',
  'getStarted',
  'showLog',
  'deleteAllData',
] as const;

/** One of `commandIds`. */
export type CommandId = (typeof commandIds)[number];

/** Registers every command; the compiler refuses a list that leaves one out. */
export function registerCommands(
  handlers: Readonly<Record<CommandId, (argument?: unknown) => void | Promise<void>>>,
): Disposable[] {
  return commandIds.map((id) =>
    vscode.commands.registerCommand(`deepseek.${id}`, (argument?: unknown) =>
      handlers[id](argument),
    ),
  );
}
