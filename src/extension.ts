/** What VS Code loads first: registers views and commands; the first of them that is used loads the rest. */

import * as vscode from 'vscode';
import type { App } from './app.ts';
import { registerCommands } from './commands.ts';
import { tellNotLoaded } from './missingPart.ts';
import { LatePart } from './platform/latePart.ts';
import { chatEditorType, chatViewId } from './views/viewIds.ts';

let app: LatePart<App> | undefined;

/** Called by VS Code when a view or a command of the extension is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const late = new LatePart(
    () => import('./app.ts').then(({ createApp }) => createApp(context)),
    tellNotLoaded,
  );
  const open = () => (app = late).load();
  context.subscriptions.push(
    vscode.window.registerWebviewViewProvider(chatViewId, {
      resolveWebviewView: async (view, state, token) =>
        (await open()).view.resolveWebviewView(view, state, token),
    }),
    vscode.window.registerWebviewPanelSerializer(chatEditorType, {
      deserializeWebviewPanel: async (panel, state) =>
        (await open()).editors.deserializeWebviewPanel(panel, state),
    }),
    ...registerCommands(async (id, argument) => {
      const { commands } = await open();
      await (await commands.load())[id](argument);
    }),
  );
}

/** Called by VS Code before it ends; nothing depends on it but the last half second of text. */
export async function deactivate(): Promise<void> {
  await (await app?.load())?.close();
}
