/** The composition root: builds everything by constructor, and is the only file that does. */

import * as vscode from 'vscode';
import { ApiKeyCheck } from './chat/apiKeyCheck.ts';
import { ChatController } from './chat/chatController.ts';
import { ChatLibrary } from './chat/chatLibrary.ts';
import { ChatSearch } from './chat/chatSearch.ts';
import type { ChatSession } from './chat/chatSession.ts';
import type { CommandHandlers } from './commands.ts';
import { createClient } from './deepseek/client.ts';
import { askSelection } from './editor/askSelection.ts';
import { createLog } from './log.ts';
import type { BootData } from './protocol/boot.ts';
import { Redactor } from './secrets/redact.ts';
import { onSettingsChanged, readSettings, updateSetting, wrongSettings } from './settings.ts';
import { ChatIndex } from './storage/chatIndex.ts';
import { ConversationLog } from './storage/conversationLog.ts';
import { DeletedChats } from './storage/deletedChats.ts';
import { FileMemory } from './storage/fileMemory.ts';
import { KeyStore } from './storage/keyStore.ts';
import { nodeFiles } from './storage/nodeFiles.ts';
import { UsageLedger } from './storage/usageLedger.ts';
import { systemClock, systemIds } from './system.ts';
import { promptForApiKey, removeApiKey } from './views/apiKeyPrompt.ts';
import { createCardActions } from './views/cardActions.ts';
import { CarryChats } from './views/carryChats.ts';
import { ChatEditors } from './views/chatEditors.ts';
import type { PageServices } from './views/chatPage.ts';
import { ChatPlaces } from './views/chatPlaces.ts';
import { toRecents } from './views/chatItems.ts';
import { ChatView, toFocusRequest } from './views/chatView.ts';
import { createKeyQuestion, createUnencryptedConsent, forgetConsents } from './views/consent.ts';
import { CurrencyMemory } from './views/currencyMemory.ts';
import { copyChat } from './views/copyChat.ts';
import { damageNotice } from './views/damageNotice.ts';
import { deleteAllData } from './views/deleteAllData.ts';
import { Drafts } from './views/drafts.ts';
import { duplicateChat, rebuildHistory } from './views/historyCommands.ts';
import { createHiddenKeys } from './views/hiddenKeys.ts';
import { keyNotice } from './views/keyNotice.ts';
import { KeyStatus } from './views/keyStatus.ts';
import { LastAnswerCommands } from './views/lastAnswerCommands.ts';
import { askForModel, pickModel } from './views/modelPicker.ts';
import { Notices } from './views/notices.ts';
import { OpenChat } from './views/openChat.ts';
import { onChatFontChanged } from './views/chatFont.ts';
import { toPanelState } from './views/panelState.ts';
import { PromptHistory } from './views/promptHistory.ts';
import { RequestDocuments } from './views/requestDocuments.ts';
import { RetiredModel } from './views/retiredModel.ts';
import { lowBalanceNotice } from './views/moneyNotices.ts';
import { SpentTotals } from './views/spentTotals.ts';
import { settingsNotice } from './views/settingsNotice.ts';
import { askToSpend } from './views/spendQuestion.ts';
import { storageNotice } from './views/storageNotice.ts';
import { summaryChat } from './views/summaryChat.ts';
import { TimedChats } from './views/timedChats.ts';
import { UsageViews } from './views/usageViews.ts';
import { UnseenChats } from './views/unseenChats.ts';
import { createReceipts } from './views/receipts.ts';
import { createUiStrings } from './views/uiStrings.ts';
import { openWalkthrough } from './views/walkthrough.ts';
import { presentWorkspace } from './views/workspace.ts';

declare const __BUILD__: string;

/** The whole extension, as far as VS Code calls it. */
export interface App {
  readonly view: vscode.WebviewViewProvider;
  readonly editors: vscode.WebviewPanelSerializer;
  readonly commands: CommandHandlers;
  /** Writes what waits; resolves when it is on the disk. */
  close(): Promise<void>;
}

/** Builds everything; called once, by the first view or command that is used. */
export function createApp(context: vscode.ExtensionContext): App {
  const version = (context.extension.packageJSON as { version: string }).version;
  const redactor = new Redactor();
  const log = createLog((text) => redactor.redact(text));
  const notices = new Notices();
  const folder = context.globalStorageUri.fsPath;
  const store = new ConversationLog({
    folder,
    files: nodeFiles,
    clock: systemClock,
    logger: log,
    writer: version,
    onProblem: (code) => storageNotice(notices, code),
    onDamage: damageNotice,
  });
  const ledger = new UsageLedger({
    folder,
    windowId: systemIds.next(),
    files: nodeFiles,
    logger: log,
    now: () => systemClock.now(),
  });
  const keyStore = new KeyStore(context.secrets, context.globalState, systemClock);
  const hide = (key: string) => redactor.add(key);
  const keys = createHiddenKeys(keyStore, hide, () => keyStatus.refresh());
  const client = createClient({
    clock: systemClock,
    logger: log,
    userAgent: `DeepSeekChat/${version} VSCode/${vscode.version}`,
  });
  const mayGoUnencrypted = createUnencryptedConsent(context.globalState);
  const currencies = new CurrencyMemory(context.globalState);
  const controller = new ChatController({
    client,
    store,
    sharing: store,
    keys,
    ledger,
    currencies,
    spending: { read: (since) => ledger.read(since), ask: askToSpend },
    settings: readSettings,
    workspace: presentWorkspace,
    mayGoUnencrypted,
    askForKey: createKeyQuestion(context.globalState, (): Promise<boolean> => setApiKey()),
    clock: systemClock,
    ids: systemIds,
    logger: log,
  });
  const keyCheck = new ApiKeyCheck(controller.models, readSettings);
  const keyStatus = new KeyStatus(keys, keyCheck);
  // Beside the workspace's own state, since that may be written seconds too late.
  const memory = new FileMemory({
    folder: (context.storageUri ?? context.globalStorageUri).fsPath,
    files: nodeFiles,
    logger: log,
  });
  const openChat = new OpenChat(controller, memory);
  const drafts = new Drafts(memory);
  const prompts = new PromptHistory(memory);
  const timedChats = new TimedChats(controller, memory, systemClock);
  const index = new ChatIndex({ folder, files: nodeFiles, logger: log });
  const deleted = new DeletedChats(folder, nodeFiles, systemClock);
  const library = new ChatLibrary({
    ...{ controller, store, deleted, shelf: index, clock: systemClock, ids: systemIds },
  });
  const search = new ChatSearch(library, systemClock);
  const unseen = new UnseenChats(controller, memory, (id) => places.isSeen(id));
  const isUnseen = (id: string) => unseen.has(id);
  const retiredModel = new RetiredModel(notices, context.globalState, readSettings, updateSetting);
  const boot: BootData = {
    build: __BUILD__,
    language: vscode.env.language,
    strings: createUiStrings(vscode.l10n.t),
  };

  const spent = new SpentTotals({
    read: (since) => ledger.read(since),
    pricing: () => controller.pricing,
    clock: systemClock,
    logger: log,
  });
  const setApiKey = (): Promise<boolean> => promptForApiKey(keyCheck, keys, mayGoUnencrypted);
  const selectModel = (session: ChatSession) => pickModel(session, controller.planner);
  const topUp = () =>
    vscode.env.openExternal(vscode.Uri.parse('https://platform.deepseek.com/top_up'));
  const usageViews = new UsageViews({
    extensionUri: context.extensionUri,
    ledger,
    account: controller.account,
    settings: readSettings,
    clock: systemClock,
    logger: log,
    topUp,
  });
  const runAction = createCardActions({
    ...{ drafts, setApiKey, selectModel, topUp, summaries: controller.summaries },
    updateModelSetting: (session) => retiredModel.accept(session),
    showLog: () => log.show(),
  });
  const lastAnswer = new LastAnswerCommands();
  const withoutKey = async (text: string, origin?: string) => {
    if (origin !== undefined) await keys.read(origin);
    return redactor.redactKnown(text);
  };
  const requests = new RequestDocuments({
    find: async (id) => controller.find(id)?.conversation ?? (await store.read(id))?.conversation,
    ...{ settings: readSettings, withoutKey },
  });
  const services: PageServices = {
    extensionUri: context.extensionUri,
    boot,
    drafts,
    prompts,
    channel: {
      build: __BUILD__,
      clock: systemClock,
      logger: log,
      receipts: createReceipts(() => controller.pricing, systemClock),
      panel: (session) =>
        toPanelState(session, {
          planner: controller.planner,
          summaries: controller.summaries,
          settings: readSettings,
          clock: systemClock,
          key: () => keyStatus.current,
          notices: () => notices.all,
          pricing: () => controller.pricing,
          spent: (conversation) => spent.text(conversation),
          recents: () => {
            void library.load();
            return toRecents(library.chats, presentWorkspace(), { isUnseen });
          },
        }),
    },
    history: {
      ...{ library, search, unseen, clock: systemClock, logger: log },
      workspace: presentWorkspace,
    },
    estimates: {
      ...{ estimator: controller.estimator, drafts, clock: systemClock, texts: vscode },
      offers: {
        ...{ planner: controller.planner, clock: systemClock },
        offPeakHint: () => readSettings().offPeakHint,
      },
    },
    choose: (page, id, turnId) => places.choose(page, id, turnId),
    runAction,
    onShown: (session) => lastAnswer.tell(session),
    copyBranch: (session, turnId) =>
      copyChat(session, { turnId }, { controller, clock: systemClock, ids: systemIds }),
    summaries: controller.summaries,
    summaryChat: (session) => summaryChat(session, { controller, drafts, ids: systemIds }),
    loadModels: () => void controller.planner.fetchModels(new AbortController().signal),
    showRequest: (session, turnId) => requests.show(session.conversation, turnId),
    askForModel: (session) =>
      askForModel(session, controller.planner, vscode.l10n.t('For this answer only')),
  };
  const chatView = new ChatView(openChat, services);
  const chatEditors = new ChatEditors(openChat, services, () => controller.create());
  const places = new ChatPlaces(chatView, chatEditors, openChat, drafts);
  const sessionInUse = async () => places.current?.session ?? (await openChat.restore());

  const carry = new CarryChats({
    clock: systemClock,
    ids: systemIds,
    logger: log,
    current: sessionInUse,
    list: () => store.list(),
    read: async (id) => (await store.read(id))?.conversation,
    create: (events) => controller.createFrom(events),
    show: async (session) => {
      await chatView.focus({ chat: session.conversation.id });
    },
    withoutKeys: (text) => withoutKey(text, keyCheck.destination()?.origin),
  });

  const tellLastAnswer = () => lastAnswer.tell(places.current?.session);
  const updatePanel = () => {
    places.updatePanels();
    tellLastAnswer();
  };
  const tellBalance = () => {
    lowBalanceNotice(notices, controller.account.state, readSettings().lowBalance);
    places.updatePanels();
  };
  const tellKey = () => {
    const present = keyStatus.current === 'present';
    void vscode.commands.executeCommand('setContext', 'deepseek.hasKey', present);
  };
  const refreshKey = () => void keyStatus.refresh().then(tellKey);
  context.subscriptions.push(
    log,
    chatView,
    chatEditors,
    usageViews,
    spent,
    spent.onChange.on(() => places.updatePanels()),
    controller.onTurnEnded.on(() => void spent.refresh()),
    controller.account.onChange.on(() => tellBalance()),
    requests,
    controller.onTurnEnded.on(() => void usageViews.afterTurn()),
    keyStatus.onChange.on(() => {
      keyNotice(notices, keyStatus.trouble, keyCheck.destination()?.host ?? '');
      updatePanel();
    }),
    keyStatus.onChange.on(tellKey),
    notices.onChange.on(updatePanel),
    library.onChange.on(() => places.updateEmptyPanels()),
    library.onRemove.on((id) => places.leave(id)),
    controller.summaries.onChange.on(updatePanel),
    controller.models.onChange.on(updatePanel),
    controller.account.onChange.on(updatePanel),
    controller.planner.onTranslated.on((choice) => retiredModel.tell(choice)),
    controller.onEvents.on(({ session, events }) =>
      requests.update(session.conversation.id, events),
    ),
    controller.onGivenBack.on(({ id, user }) => drafts.giveBack(id, user)),
    controller.onActivity.on(() => {
      void vscode.commands.executeCommand('setContext', 'deepseek.busy', controller.busy);
      tellLastAnswer();
    }),
    context.secrets.onDidChange(({ key }) => void keyStore.onSecretChanged(key).then(refreshKey)),
    onChatFontChanged(updatePanel),
    onSettingsChanged(() => {
      refreshKey();
      settingsNotice(notices, log, wrongSettings());
      tellBalance();
      updatePanel();
    }),
  );
  refreshKey();
  void timedChats.open();
  settingsNotice(notices, log, wrongSettings());
  return {
    view: chatView,
    editors: chatEditors,
    commands: {
      newChat: (argument) => places.newChat(argument),
      focusChat: (argument) => chatView.focus(toFocusRequest(argument)),
      showHistory: () => places.showHistory(),
      rebuildHistory: () => rebuildHistory(library),
      duplicateChat: () => duplicateChat(library, places),
      openInEditor: () => places.openInEditor(),
      askSelection: () => askSelection(places, () => systemIds.next()),
      selectModel: async () => void (await selectModel(await sessionInUse())),
      showUsage: () => usageViews.show(),
      getStarted: () => openWalkthrough(context.extension.id),
      setApiKey: async () => void (await setApiKey()),
      removeApiKey: () => removeApiKey(keyCheck, keys),
      stop: () => controller.stopAll(),
      findInChat: () => places.findInChat(),
      continue: async () => lastAnswer.continue(await sessionInUse()),
      regenerate: async () => lastAnswer.regenerate(await sessionInUse()),
      showRequest: async () => requests.show((await sessionInUse()).conversation),
      copyRequest: () => requests.copyBody(),
      copyRequestAsCurl: () => requests.copyAsCurl(),
      copyChat: () => carry.copy(),
      exportChat: () => carry.exportChat(),
      exportAll: () => carry.exportAll(),
      importChat: () => carry.importChat(),
      showLog: () => log.show(),
      deleteAllData: () =>
        deleteAllData({
          controller,
          chats: store,
          others: [
            () => index.deleteAll(),
            () => deleted.deleteAll(),
            () => search.clear(),
            () => unseen.clear(),
            () => ledger.deleteAll(),
            () => keyStore.removeAll(),
            () => forgetConsents(context.globalState),
            () => currencies.forget(),
            () => keyStatus.refresh(),
            () => drafts.clearAll(),
            () => prompts.clear(),
            () => timedChats.clear(),
            () => chatEditors.closeAll(),
            () => chatView.newChat(),
          ],
        }),
    },
    async close() {
      await store.close();
      await ledger.close();
    },
  };
}
