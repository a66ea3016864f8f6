/** Entry point. Registers views and commands; loads the app on first use. */

import * as vscode from 'vscode';
import type { App } from './app/createApp.ts';
import { ChunkMissingError, loadChunk } from './app/loadChunk.ts';
import { commandIds } from './commands.ts';
import { Lazy } from './platform/lazy.ts';
import { chatEditorType, chatViewId } from './ui/panel/viewIds.ts';

let app: Lazy<App> | undefined;

/** Called by VS Code when a view or a command of the extension is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const lazy = new Lazy(async () =>
    (await loadChunk(() => import('./app/createApp.ts'))).createApp(context),
  );
  app = lazy;
  context.subscriptions.push(
    vscode.window.registerWebviewViewProvider(chatViewId, {
      resolveWebviewView: async (view) => (await lazy.get()).view.resolveWebviewView(view),
    }),
    vscode.window.registerWebviewPanelSerializer(chatEditorType, {
      deserializeWebviewPanel: async (panel, state) =>
        (await lazy.get()).editors.deserializeWebviewPanel(panel, state),
    }),
    ...commandIds.map((id) =>
      vscode.commands.registerCommand(`deepseek.${id}`, async (argument?: unknown) => {
        try {
          await (await lazy.get()).commands[id](argument);
        } catch (error) {
          // The offer to reload has been shown, in better words than VS Code has.
          if (!(error instanceof ChunkMissingError)) throw error;
        }
      }),
    ),
  );
}

/** Called by VS Code before it ends; nothing depends on it but the last half second of text. */
export async function deactivate(): Promise<void> {
  await (await app?.get())?.close();
}
