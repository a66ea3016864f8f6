/** The composition root: builds the core and the features, and connects them. */

import * as vscode from 'vscode';
import type { CommandHandlers } from '../commands.ts';
import { createAccount } from '../ui/account/feature.ts';
import type { ChatEditorTabs } from '../ui/panel/webviews/chatEditorTabs.ts';
import type { ChatView } from '../ui/panel/webviews/chatViewProvider.ts';
import { createComposer } from '../ui/composer/feature.ts';
import { createHistory } from '../ui/history/feature.ts';
import { createModels } from '../ui/models/feature.ts';
import { createPanel } from '../ui/panel/feature.ts';
import { createRequestViews } from '../ui/request/feature.ts';
import { createTransfer } from '../ui/export/feature.ts';
import { createUsage } from '../ui/usage/feature.ts';
import { openWalkthrough } from '../ui/walkthrough.ts';
import { loadFeatures } from './chunks.ts';
import { createCore } from './core.ts';
import { watchSettings } from './watchSettings.ts';

/** The extension, as far as VS Code calls it. */
export interface App {
  readonly view: ChatView;
  readonly editors: ChatEditorTabs;
  readonly commands: CommandHandlers;
  /** Writes what waits; resolves when it is on the disk. */
  close(): Promise<void>;
}

/** Builds the app; called once, by the first view or command that is used. */
export async function createApp(context: vscode.ExtensionContext): Promise<App> {
  const core = createCore(context);
  const { controller, log } = core;
  context.subscriptions.push(log);
  const composer = createComposer(core);
  const account = createAccount(core);
  const usage = createUsage(core);
  const models = createModels(core);
  const history = createHistory(core, (id) => panel.webviews.isSeen(id));
  const currentChat = () => panel.currentChat();
  const requests = createRequestViews(core, currentChat);
  const panel = await createPanel(core, { composer, account, usage, models, history, requests });
  const transfer = createTransfer(core, currentChat, {
    show: (id) => panel.view.focus({ chat: id }),
    onImported: () => history.refresh(),
  });
  const deleteAll = async () =>
    (await loadFeatures()).deleteAllData({
      controller,
      chats: core.store,
      others: [
        ...core.deleteStored,
        () => account.refresh(),
        () => composer.clear(),
        () => history.unread.clear(),
        () => panel.clear(),
      ],
    });
  watchSettings(core, panel.update);
  context.subscriptions.push(
    context.secrets.onDidChange(
      ({ key }) => void core.keyStore.onSecretChanged(key).then(account.refresh),
    ),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (!focused) return;
      core.keyStore.askAgain();
      void account.refresh();
    }),
  );
  return {
    view: panel.view,
    editors: panel.editors,
    commands: {
      ...account.commands,
      ...usage.commands,
      ...requests.commands,
      ...transfer,
      ...panel.commands,
      ...history.commands(panel.webviews),
      askSelection: async () =>
        (await loadFeatures()).askSelection(panel.webviews, () => core.ids.next()),
      getStarted: () => openWalkthrough(context.extension.id),
      showLog: () => log.show(),
      deleteAllData: deleteAll,
    },
    close: () => core.close(),
  };
}
