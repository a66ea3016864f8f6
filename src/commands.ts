/** The ids of all commands, as the manifest has them, and the one way to register them. */

import * as vscode from 'vscode';
import { PartMissing } from './platform/latePart.ts';
import type { Disposable } from './platform/lifecycle.ts';

/** Every contributed command, without the prefix `deepseek.`; a test compares this with the manifest. */
export const commandIds = [
  'newChat',
  'focusChat',
  'openInEditor',
  'showHistory',
  'rebuildHistory',
  'duplicateChat',
  'askSelection',
  'setApiKey',
  'removeApiKey',
  'selectModel',
  'stop',
  'findInChat',
  'showUsage',
  'regenerate',
  'showRequest',
  'copyRequest',
  'copyRequestAsCurl',
  'copyChat',
  'exportChat',
  'exportAll',
  'importChat',
  'continue',
  'getStarted',
  'showLog',
  'deleteAllData',
] as const;

/** One of `commandIds`. */
export type CommandId = (typeof commandIds)[number];

/** What each command does; the compiler refuses a list that leaves one out. */
export type CommandHandlers = Readonly<
  Record<CommandId, (argument?: unknown) => void | Promise<void>>
>;

/** Registers every command. */
export function registerCommands(
  run: (id: CommandId, argument?: unknown) => Promise<void>,
): Disposable[] {
  return commandIds.map((id) =>
    vscode.commands.registerCommand(`deepseek.${id}`, async (argument?: unknown) => {
      try {
        await run(id, argument);
      } catch (error) {
        // The person was told, in better words than VS Code has.
        if (!(error instanceof PartMissing)) throw error;
      }
    }),
  );
}
