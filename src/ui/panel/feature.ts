/** The chat webviews in the sidebar and in editor tabs, and the commands of the active chat. */

import * as vscode from 'vscode';
import type { ChatSession } from '../../chat/session/chatSession.ts';
import type { TurnId } from '../../conversation/model.ts';
import { preloadWhenIdle } from '../../platform/preloadWhenIdle.ts';
import type { BootData } from '../../protocol/boot.ts';
import { readSettings } from '../../settings.ts';
import type { createAccount } from '../account/feature.ts';
import { createButtonActions } from './intents/buttonActions.ts';
import { ChatEditorTabs } from './webviews/chatEditorTabs.ts';
import type { PageServices, SharedIntents } from './webviews/chatWebview.ts';
import { ChatWebviews } from './webviews/chatWebviews.ts';
import { ChatView, toFocusRequest } from './webviews/chatViewProvider.ts';
import { settingsIntents } from './intents/settingsIntents.ts';
import type { createComposer } from '../composer/feature.ts';
import type { Core, FeatureCommands } from '../core.ts';
import type { createHistory } from '../history/feature.ts';
import { LastAnswerCommands } from './intents/lastAnswerCommands.ts';
import { createMessageIntents } from './intents/messageIntents.ts';
import type { createModels } from '../models/feature.ts';
import { SidebarChat } from './sidebarChat.ts';
import { openLink } from './intents/links.ts';
import { toPanelState } from './panelState.ts';
import type { createRequestViews } from '../request/feature.ts';
import { summaryChat } from '../export/continueFromSummary.ts';
import { summaryNotice } from '../notices/summaryNotice.ts';
import type { createUsage } from '../usage/feature.ts';

/** The features whose state a panel shows. */
export interface PanelFeatures {
  readonly account: ReturnType<typeof createAccount>;
  readonly composer: ReturnType<typeof createComposer>;
  readonly history: ReturnType<typeof createHistory>;
  readonly models: ReturnType<typeof createModels>;
  readonly requests: ReturnType<typeof createRequestViews>;
  readonly usage: ReturnType<typeof createUsage>;
}

type PanelCommandId =
  | 'newChat'
  | 'focusChat'
  | 'openInEditor'
  | 'findInChat'
  | 'selectModel'
  | 'stop'
  | 'continue'
  | 'regenerate';

/** Makes the feature. */
export async function createPanel(core: Core, features: PanelFeatures) {
  const { controller, memory, context } = core;
  const { composer, models } = features;
  const sidebarChat = new SidebarChat(controller, memory);
  const lastAnswer = new LastAnswerCommands();
  const services: PageServices = {
    extensionUri: context.extensionUri,
    boot: await createBoot(core),
    drafts: composer.drafts,
    unread: features.history.unread,
    createHistory: (page) => features.history.createController(page),
    createEstimates: (page) => composer.createEstimates(page),
    intents: createIntents(core, features),
    channel: createChannelHost(core, features),
    choose: (page, id, turnId) => webviews.choose(page, id, turnId),
    onShown: (session) => lastAnswer.publish(session),
  };
  const view = new ChatView(sidebarChat, services);
  const editors = new ChatEditorTabs(sidebarChat, services, () => controller.create());
  const webviews = new ChatWebviews(view, editors, sidebarChat, composer.drafts);
  const currentChat = async () => webviews.current?.session ?? (await sidebarChat.restore());
  const update = () => {
    webviews.updatePanels();
    lastAnswer.publish(webviews.current?.session);
  };
  context.subscriptions.push(view, editors, ...watchPanels(core, features, webviews, update));
  context.subscriptions.push(
    controller.onActivity.on(() => {
      void vscode.commands.executeCommand('setContext', 'deepseek.busy', controller.busy);
      lastAnswer.publish(webviews.current?.session);
    }),
  );
  const commands: FeatureCommands<PanelCommandId> = {
    newChat: (argument) => webviews.newChat(argument),
    focusChat: (argument) => view.focus(toFocusRequest(argument)),
    openInEditor: () => webviews.openInEditor(),
    findInChat: () => webviews.findInChat(),
    selectModel: async () => models.selectModel(await currentChat()),
    stop: () => controller.stopAll(),
    continue: async () => lastAnswer.continue(await currentChat()),
    regenerate: async () => lastAnswer.regenerate(await currentChat()),
  };
  return {
    view,
    editors,
    webviews,
    currentChat,
    update,
    commands,
    /** Closes all tabs and begins a new chat; only "Delete All Data" calls this. */
    async clear() {
      editors.closeAll();
      await view.newChat();
    },
  };
}

/** What a webview begins with; it has the English strings itself. */
async function createBoot({ build, loadUiStrings }: Core): Promise<BootData> {
  const boot = { build, language: vscode.env.language };
  if (vscode.l10n.bundle === undefined) return boot;
  const { createUiStrings } = await loadUiStrings();
  return { ...boot, strings: createUiStrings(vscode) };
}

function createIntents(core: Core, features: PanelFeatures): SharedIntents {
  const { controller, clock, ids } = core;
  const { composer, models, requests } = features;
  const { summaries } = controller;
  const { drafts } = composer;
  const copyBranch = async (session: ChatSession, turnId: TurnId) => {
    const { copyChat } = await core.loadDocuments();
    return copyChat(session, { turnId }, { controller, clock, ids });
  };
  return {
    ...composer.intents,
    ...settingsIntents,
    ...createMessageIntents({
      summaries,
      copyBranch,
      showRequest: requests.show,
      askForModel: models.askForModel,
      copyText: (text) => vscode.env.clipboard.writeText(text),
      openLink,
      saveJson: async (conversation, turnId) => {
        const { saveJson } = await core.loadDocuments();
        await saveJson(conversation, turnId);
      },
    }),
    ...createButtonActions({
      drafts,
      summaries,
      copyBranch,
      setApiKey: core.setApiKey,
      selectModel: models.selectModel,
      updateModelSetting: models.acceptReplacement,
      summaryChat: (session) => summaryChat(session, { controller, drafts, ids }),
      showLog: () => core.log.show(),
    }),
    stop: (_, { session }) => session.stop(),
    retryNow: (_, { session }) => session.retryNow(),
    newChat: (_, page) => page.newChat(),
    loadModels: models.loadModels,
  };
}

function createChannelHost(core: Core, features: PanelFeatures): PageServices['channel'] {
  const { build, clock, controller, log, notices } = core;
  const { account, history, usage } = features;
  return {
    build,
    clock,
    logger: log,
    receipts: usage.receipts,
    onReady: preloadWhenIdle(clock, core.preloads, (error) => log.error(String(error))),
    panel: (session) =>
      toPanelState(session, {
        planner: controller.planner,
        settings: readSettings,
        clock,
        key: () => account.status.current,
        notices: () => notices.all,
        summary: (shown) => summaryNotice(shown, controller.summaries),
        limit: usage.limitNotice,
        spent: usage.spent,
        recents: () => history.recents(),
      }),
  };
}

function watchPanels(
  { controller, notices }: Core,
  { account, history, usage }: PanelFeatures,
  webviews: ChatWebviews,
  update: () => void,
): readonly vscode.Disposable[] {
  return [
    account.status.onChange.on(update),
    notices.onChange.on(update),
    controller.summaries.onChange.on(update),
    controller.models.onChange.on(update),
    controller.account.onChange.on(update),
    usage.onChange.on(() => webviews.updatePanels()),
    history.onChange.on(() => webviews.updateEmptyPanels()),
    history.onRemove.on((id) => webviews.leave(id)),
  ];
}
