/** The composition root: builds everything by constructor, and is the only file that does. */

import * as vscode from 'vscode';
import { ApiKeyCheck } from './chat/apiKeyCheck.ts';
import { ChatController } from './chat/chatController.ts';
import type { ChatSession } from './chat/chatSession.ts';
import type { CommandHandlers } from './commands.ts';
import * as later from './laterParts.ts';
import { createLog } from './log.ts';
import { createLateClient } from './deepseek/lateClient.ts';
import { tellNotLoaded } from './missingPart.ts';
import { onIsolatedError } from './platform/isolate.ts';
import { LatePart } from './platform/latePart.ts';
import { once } from './platform/once.ts';
import { createWarmUp } from './platform/warmUp.ts';
import { LateRedactor } from './secrets/lateRedactor.ts';
import { onSettingsChanged, readSettings, wrongSettings } from './settings.ts';
import { ConversationLog } from './storage/conversationLog.ts';
import { FileMemory } from './storage/fileMemory.ts';
import { KeyStore } from './storage/keyStore.ts';
import { nodeFiles } from './storage/nodeFiles.ts';
import { systemClock, systemIds } from './system.ts';
import { ChatEditors } from './views/chatEditors.ts';
import type { PageServices } from './views/chatPage.ts';
import { ChatPlaces } from './views/chatPlaces.ts';
import { ChatView } from './views/chatView.ts';
import { CurrencyMemory } from './views/currencyMemory.ts';
import { Drafts } from './views/drafts.ts';
import { createHiddenKeys } from './views/hiddenKeys.ts';
import { KeyStatus } from './views/keyStatus.ts';
import { Notices } from './views/notices.ts';
import { OpenChat } from './views/openChat.ts';
import { hasTabOf } from './views/openTabs.ts';
import { onChatFontChanged } from './views/chatFont.ts';
import { toPanelState } from './views/panelState.ts';
import { storageNotice } from './views/storageNotice.ts';
import { TimedChats } from './views/timedChats.ts';
import { UnseenChats } from './views/unseenChats.ts';
import { presentWorkspace } from './views/workspace.ts';

declare const __BUILD__: string;

/** The whole extension, as far as VS Code calls it. */
export interface App {
  readonly view: vscode.WebviewViewProvider;
  readonly editors: vscode.WebviewPanelSerializer;
  readonly commands: Pick<LatePart<CommandHandlers>, 'load'>;
  /** Writes what waits; resolves when it is on the disk. */
  close(): Promise<void>;
}

/** Builds everything; called once, by the first view or command that is used. */
export async function createApp(context: vscode.ExtensionContext): Promise<App> {
  const version = (context.extension.packageJSON as { version: string }).version;
  const redactor = new LateRedactor();
  const log = createLog((text) => redactor.redact(text));
  onIsolatedError((error) =>
    log.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
  const notices = new Notices();
  const folder = context.globalStorageUri.fsPath;
  const late = <T>(make: () => Promise<T>) =>
    new LatePart(make, (error) => tellNotLoaded(error, log));
  // Whoever asks tells the person; what is only warmed up is tried again when it is needed.
  const quietly = (error: unknown) => log.error(String(error));
  const views = later.makeLateViews(late);
  const store = new ConversationLog({
    folder,
    files: nodeFiles,
    clock: systemClock,
    logger: log,
    writer: version,
    onProblem: (code) => storageNotice(notices, code),
    onDamage: (damage) => views.damage.use(({ damageNotice }) => damageNotice(damage)),
  });
  const parts: later.PartPorts = { context, log, folder };
  const ledger = late(async () => (await import('./laterUsage.ts')).makeLedger(parts));
  const used = async (since: number) => (await ledger.load()).read(since);
  const keyStore = new KeyStore(context.secrets, context.globalState, systemClock);
  const hide = (key: string) => redactor.add(key);
  const keys = createHiddenKeys(keyStore, hide, () => keyStatus.refresh());
  const deepseek = new LatePart(async () => {
    await redactor.load();
    return later.makeClient(parts);
  }, quietly);
  const client = createLateClient(() => deepseek.load());
  const consents = late(async () =>
    (await import('./laterActions.ts')).makeConsents(parts, () => setApiKey()),
  );
  const mayGoUnencrypted = async (host: string) => (await consents.load()).mayGo(host);
  const currencies = new CurrencyMemory(context.globalState);
  const controller = new ChatController({
    client,
    store,
    sharing: store,
    keys,
    ledger: { record: (entry) => ledger.use((kept) => kept.record(entry)) },
    currencies,
    spending: {
      read: used,
      ask: async (question) => (await views.spend.load()).askToSpend(question),
    },
    settings: readSettings,
    workspace: presentWorkspace,
    mayGoUnencrypted,
    askForKey: async (origin, host) => (await consents.load()).askForKey(origin, host),
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
  const prompts = late(() => later.makePrompts(memory));
  const timedChats = new TimedChats(controller, memory, systemClock);
  const history = late(async () => {
    const made = await (
      await import('./laterHistory.ts')
    ).makeHistory(parts, { controller, store });
    made.library.onChange.on(() => places.updateEmptyPanels());
    made.library.onRemove.on((id) => places.leave(id));
    return made;
  });
  /** Asked for with the first empty chat that is shown, and loaded when that was posted. */
  const recentChats = once(() =>
    systemClock.after(0, () => history.use(({ library }) => void library.load())),
  );
  const unseen = new UnseenChats(controller, memory, (id) => places.isSeen(id));
  const isUnseen = (id: string) => unseen.has(id);
  const retiredModel = late(() => later.makeRetiredModel(parts, notices));
  const boot = await later.makeBoot(__BUILD__);

  const money = late(async () => {
    const made = await (await import('./laterUsage.ts')).makeMoney(parts, { controller }, used);
    made.spent.onChange.on(() => places.updatePanels());
    return made;
  });
  /** Asked for with the first chat that is shown, and loaded when that was posted; then it is told. */
  const restSoon = once(() =>
    systemClock.after(0, () => {
      // Which commands can be used tells itself.
      lastAnswer.use(() => views.sheet.use(() => money.use(() => places.updatePanels())));
    }),
  );
  const knownMoney = () => {
    restSoon();
    return money.now;
  };
  const setApiKey = async (): Promise<boolean> =>
    (await views.key.load()).promptForApiKey(keyCheck, keys, mayGoUnencrypted);
  const selectModel = async (session: ChatSession) =>
    (await views.model.load()).pickModel(session, controller.planner);
  const usageViews = late(async () =>
    (await import('./laterUsage.ts')).makeUsageViews(parts, ledger, controller),
  );
  const cardActions = late(async () =>
    (await import('./laterActions.ts')).makeCardActions({
      ...{ drafts, setApiKey, selectModel, summaries: controller.summaries },
      updateModelSetting: async (session) => (await retiredModel.load()).accept(session),
      showLog: () => log.show(),
    }),
  );
  const lastAnswer = late(async () =>
    (await import('./laterUsage.ts')).makeLastAnswer(() => places.current?.session),
  );
  /** Knows the keys of these origins as well, used in this window or not. */
  const redaction = async (origins: readonly string[]) => {
    const entered = [...new Set(origins)].filter((origin) => keys.wasEntered(origin));
    await Promise.all(entered.map((origin) => keys.read(origin)));
    return (await redactor.load()).known;
  };
  const requests = late(async () =>
    (await import('./laterActions.ts')).makeRequestDocuments({ controller, store, redaction }),
  );
  // What a message needs, what is done by keys, and whoever shows a request in a tab from before.
  const warmUp = createWarmUp(
    systemClock,
    [
      () => deepseek.load(),
      () => import('./chat/turnRunner.ts'),
      () => import('./deepseek/sdkTransport.ts'),
      () => import('./appCommands.ts'),
      async () => void (hasTabOf('deepseek-request') && (await requests.load())),
    ],
    quietly,
  );
  const services: PageServices = {
    extensionUri: context.extensionUri,
    boot,
    drafts,
    prompts,
    channel: {
      build: __BUILD__,
      clock: systemClock,
      logger: log,
      onReady: warmUp,
      finding: late(later.makeFinding),
      receipts: {
        prices: () => money.now?.receipts.prices() ?? '',
        of: (turns, conversation) => knownMoney()?.receipts.of(turns, conversation) ?? {},
      },
      panel: (session) =>
        toPanelState(session, {
          planner: controller.planner,
          summary: (shown) => views.summaries.now?.summaryNotice(shown, controller.summaries) ?? [],
          settings: readSettings,
          clock: systemClock,
          key: () => keyStatus.current,
          notices: () => notices.all,
          limit: (next) => {
            const settings = readSettings();
            if (settings.spendLimitPerDay === null) return undefined;
            return knownMoney()?.limitNotice(
              ...([next, settings, controller.pricing, systemClock.now()] as const),
            );
          },
          parameterTexts: () => views.sheet.now?.parameterTexts,
          spent: (conversation) => knownMoney()?.spent.text(conversation),
          recents: () => {
            recentChats();
            return history.now?.recents({ isUnseen }) ?? [];
          },
        }),
    },
    unseen,
    history: late(async () =>
      (await import('./laterHistory.ts')).makeHistoryPanes(parts, history, unseen),
    ),
    estimates: late(() => later.makeEstimatePanes(controller, drafts)),
    choose: (page, id, turnId) => places.choose(page, id, turnId),
    cardActions,
    turns: views.turns,
    onShown: (session) => lastAnswer.now?.tell(session),
    copyBranch: async (session, turnId) =>
      (await views.copying.load()).copyChat(
        session,
        { turnId },
        { controller, clock: systemClock, ids: systemIds },
      ),
    summaries: controller.summaries,
    summaryChat: async (session) =>
      (await views.summarising.load()).summaryChat(session, { controller, drafts, ids: systemIds }),
    loadModels: () => void controller.planner.fetchModels(new AbortController().signal),
    showRequest: async (session, turnId) =>
      (await requests.load()).show(session.conversation, turnId),
    askForModel: async (session) =>
      (await views.model.load()).askForModel(
        session,
        controller.planner,
        vscode.l10n.t('For this answer only'),
      ),
  };
  const chatView = new ChatView(openChat, services);
  const chatEditors = new ChatEditors(openChat, services, () => controller.create());
  const places = new ChatPlaces(chatView, chatEditors, openChat, drafts);
  const sessionInUse = async () => places.current?.session ?? (await openChat.restore());
  const carry = late(async () =>
    (await import('./laterActions.ts')).makeCarryChats(parts, {
      ...{ store, current: sessionInUse },
      show: (id) => chatView.focus({ chat: id }),
      onImported: () => history.use(({ library }) => void library.refresh()),
      redaction: () => redaction(keyStore.origins),
    }),
  );

  const deleteAll = async () =>
    (await views.deleting.load()).deleteAllData({
      controller,
      chats: store,
      others: [
        async () => (await history.load()).deleteAll(),
        () => unseen.clear(),
        async () => (await ledger.load()).deleteAll(),
        () => keyStore.removeAll(),
        async () => (await consents.load()).forget(),
        () => currencies.forget(),
        () => keyStatus.refresh(),
        () => drafts.clearAll(),
        async () => (await prompts.load()).clear(),
        () => timedChats.clear(),
        () => chatEditors.closeAll(),
        () => chatView.newChat(),
      ],
    });

  const commands = late(async () =>
    (await import('./appCommands.ts')).createCommandHandlers({
      ...{ places, chatView, controller, lastAnswer, sessionInUse, views, selectModel, setApiKey },
      ...{ keyCheck, keys, history, usageViews, requests, carry, log, deleteAll },
      extensionId: context.extension.id,
    }),
  );
  const tellLastAnswer = () => lastAnswer.now?.tell(places.current?.session);
  const updatePanel = () => {
    places.updatePanels();
    tellLastAnswer();
  };
  const tellSettings = () => {
    // Where nothing was told yet, there is nothing to be taken away.
    if (wrongSettings().length === 0 && views.settings.now === undefined) return;
    views.settings.use(({ settingsNotice }) => settingsNotice(notices, log, wrongSettings()));
  };
  const tellBalance = () => {
    const { state } = controller.account;
    if (state.kind !== 'known') return;
    money.use(({ lowBalanceNotice }) => {
      lowBalanceNotice(notices, state, readSettings().lowBalance);
      places.updatePanels();
    });
  };
  const tellKey = () => {
    const present = keyStatus.current === 'present';
    void vscode.commands.executeCommand('setContext', 'deepseek.hasKey', present);
  };
  const tellKeyTrouble = () => {
    // Where nothing was told yet, there is nothing to be taken away.
    if (keyStatus.trouble === undefined && views.keyNotices.now === undefined) return;
    // As it is then: it may change while this is loaded.
    views.keyNotices.use(({ keyNotice }) =>
      keyNotice(notices, keyStatus.trouble, keyCheck.destination()?.host ?? ''),
    );
  };
  const refreshKey = () => void keyStatus.refresh().then(tellKey);
  context.subscriptions.push(
    log,
    chatView,
    chatEditors,
    { dispose: () => usageViews.now?.dispose() },
    { dispose: () => money.now?.spent.dispose() },
    controller.onTurnEnded.on(() => void money.now?.spent.refresh()),
    controller.account.onChange.on(() => tellBalance()),
    { dispose: () => requests.now?.dispose() },
    controller.onTurnEnded.on(() => usageViews.use((usage) => void usage.afterTurn())),
    keyStatus.onChange.on(() => {
      tellKeyTrouble();
      updatePanel();
    }),
    keyStatus.onChange.on(tellKey),
    notices.onChange.on(updatePanel),
    controller.summaries.onChange.on(() => views.summaries.use(updatePanel)),
    controller.models.onChange.on(updatePanel),
    controller.account.onChange.on(updatePanel),
    controller.planner.onTranslated.on((choice) =>
      retiredModel.use((retired) => retired.tell(choice)),
    ),
    controller.onEvents.on(({ session, events }) =>
      requests.now?.update(session.conversation.id, events),
    ),
    controller.onGivenBack.on(({ id, user }) => drafts.giveBack(id, user)),
    controller.onActivity.on(() => {
      void vscode.commands.executeCommand('setContext', 'deepseek.busy', controller.busy);
      tellLastAnswer();
    }),
    context.secrets.onDidChange(({ key }) => void keyStore.onSecretChanged(key).then(refreshKey)),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (!focused) return;
      keyStore.askAgain();
      refreshKey();
    }),
    onChatFontChanged(updatePanel),
    onSettingsChanged(() => {
      refreshKey();
      tellSettings();
      tellBalance();
      updatePanel();
    }),
  );
  refreshKey();
  void timedChats.open();
  tellSettings();
  return {
    view: chatView,
    editors: chatEditors,
    commands,
    async close() {
      await store.close();
      await ledger.now?.close();
    },
  };
}
