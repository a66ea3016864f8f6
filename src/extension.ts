/** The composition root: builds everything by constructor, and is the only file that does. */

import * as vscode from 'vscode';
import { ApiKeyCheck } from './chat/apiKeyCheck.ts';
import { ChatController } from './chat/chatController.ts';
import type { ChatSession } from './chat/chatSession.ts';
import { registerCommands } from './commands.ts';
import type { ErrorAction } from './conversation/errors.ts';
import { createClient } from './deepseek/client.ts';
import { askSelection } from './editor/askSelection.ts';
import { createLog } from './log.ts';
import type { BootData } from './protocol/boot.ts';
import { Redactor } from './secrets/redact.ts';
import { onSettingsChanged, openSetting, readSettings, updateSetting } from './settings.ts';
import { ConversationLog } from './storage/conversationLog.ts';
import { FileMemory } from './storage/fileMemory.ts';
import { KeyStore } from './storage/keyStore.ts';
import { nodeFiles } from './storage/nodeFiles.ts';
import { UsageLedger } from './storage/usageLedger.ts';
import { systemClock, systemIds } from './system.ts';
import { promptForApiKey, removeApiKey } from './views/apiKeyPrompt.ts';
import { ChatEditors, chatEditorType } from './views/chatEditors.ts';
import type { ChatPage, PageServices } from './views/chatPage.ts';
import { ChatPlaces } from './views/chatPlaces.ts';
import { ChatView, chatViewId, toFocusRequest } from './views/chatView.ts';
import {
  confirmDeleteAll,
  createKeyQuestion,
  createUnencryptedConsent,
  forgetConsents,
} from './views/consent.ts';
import { continueLast, tellContinue } from './views/continueCommand.ts';
import { Drafts } from './views/drafts.ts';
import { keyNotice } from './views/keyNotice.ts';
import { KeyStatus } from './views/keyStatus.ts';
import { pickModel } from './views/modelPicker.ts';
import { Notices } from './views/notices.ts';
import { OpenChat } from './views/openChat.ts';
import { toPanelState } from './views/panelState.ts';
import { RetiredModel } from './views/retiredModel.ts';
import { storageNotice } from './views/storageNotice.ts';
import { createUiStrings } from './views/uiStrings.ts';

declare const __BUILD__: string;

let close: (() => Promise<void>) | undefined;

/** Called by VS Code when a view or a command of the extension is first used. */
export function activate(context: vscode.ExtensionContext): void {
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
  });
  const ledger = new UsageLedger(folder, systemIds.next(), nodeFiles, log);
  const keyStore = new KeyStore(context.secrets, context.globalState, systemClock);
  const keys = {
    async read(origin: string): Promise<string | undefined> {
      const key = await keyStore.read(origin);
      if (key !== undefined) redactor.add(key);
      return key;
    },
    wasEntered: (origin: string) => keyStore.wasEntered(origin),
    isForSession: (origin: string) => keyStore.isForSession(origin),
    async write(origin: string, key: string) {
      redactor.add(key);
      const keptIn = await keyStore.write(origin, key);
      await keyStatus.refresh();
      return keptIn;
    },
    async remove(origin: string): Promise<void> {
      await keyStore.remove(origin);
      await keyStatus.refresh();
    },
  };
  const client = createClient({
    clock: systemClock,
    logger: log,
    userAgent: `DeepSeekChat/${version} VSCode/${vscode.version}`,
  });
  const mayGoUnencrypted = createUnencryptedConsent(context.globalState);
  const controller = new ChatController({
    client,
    store,
    keys,
    ledger,
    settings: readSettings,
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
  const retiredModel = new RetiredModel(notices, context.globalState, readSettings, updateSetting);
  const boot: BootData = {
    build: __BUILD__,
    language: vscode.env.language,
    strings: createUiStrings(vscode.l10n.t),
  };

  const setApiKey = (): Promise<boolean> => promptForApiKey(keyCheck, keys, mayGoUnencrypted);
  const selectModel = (session: ChatSession) => pickModel(session, controller.planner);
  const runAction = (action: ErrorAction, page: ChatPage, turnId?: string) => {
    const { session } = page;
    const act: Record<ErrorAction, () => unknown> = {
      setApiKey: async () => {
        // The question was asked already; a working key is all that it waited for.
        if ((await setApiKey()) && turnId !== undefined) session.retry(turnId);
      },
      topUp: () =>
        vscode.env.openExternal(vscode.Uri.parse('https://platform.deepseek.com/top_up')),
      retry: () => turnId !== undefined && session.retry(turnId),
      selectModel: async () => {
        if ((await selectModel(session)) && turnId !== undefined) session.regenerate(turnId);
      },
      newChat: () => page.newChat(),
      openBaseUrlSetting: () => openSetting('baseUrl'),
      openProxySetting: () => openVsCodeSetting('http.proxy'),
      openCertificateSetting: () => openVsCodeSetting('http.systemCertificates'),
      takeBack: () => turnId !== undefined && session.hideTurn(turnId, true),
      updateModelSetting: () => retiredModel.accept(session),
      showLog: () => log.show(),
    };
    void act[action]();
  };
  const services: PageServices = {
    extensionUri: context.extensionUri,
    boot,
    drafts,
    channel: {
      build: __BUILD__,
      clock: systemClock,
      logger: log,
      panel: (session) => {
        tellContinue(places.current?.session);
        return toPanelState(session, {
          planner: controller.planner,
          settings: readSettings,
          clock: systemClock,
          key: () => keyStatus.current,
          notices: () => notices.all,
        });
      },
    },
    runAction,
  };
  const chatView = new ChatView(openChat, services);
  const chatEditors = new ChatEditors(openChat, services, () => controller.create());
  const places = new ChatPlaces(chatView, chatEditors, openChat, drafts);

  const updatePanel = () => places.updatePanels();
  const tellKey = () => {
    const present = keyStatus.current === 'present';
    void vscode.commands.executeCommand('setContext', 'deepseek.hasKey', present);
  };
  const refreshKey = () => void keyStatus.refresh().then(tellKey);
  context.subscriptions.push(
    log,
    chatView,
    chatEditors,
    vscode.window.registerWebviewPanelSerializer(chatEditorType, chatEditors),
    vscode.window.registerWebviewViewProvider(chatViewId, chatView),
    keyStatus.onChange.on(() => {
      keyNotice(notices, keyStatus.trouble, keyCheck.destination()?.host ?? '');
      updatePanel();
    }),
    keyStatus.onChange.on(tellKey),
    notices.onChange.on(updatePanel),
    controller.models.onListed.on(updatePanel),
    controller.planner.onTranslated.on((choice) => retiredModel.tell(choice)),
    controller.onActivity.on(() => {
      tellContinue(places.current?.session);
      void vscode.commands.executeCommand('setContext', 'deepseek.busy', controller.busy);
    }),
    context.secrets.onDidChange(({ key }) => void keyStore.onSecretChanged(key).then(refreshKey)),
    onSettingsChanged(() => {
      refreshKey();
      updatePanel();
    }),
    ...registerCommands({
      newChat: (argument) => places.newChat(argument),
      focusChat: (argument) => chatView.focus(toFocusRequest(argument)),
      openInEditor: () => places.openInEditor(),
      askSelection: () => askSelection(places, () => systemIds.next()),
      selectModel: async () => {
        await selectModel(places.current?.session ?? (await openChat.restore()));
      },
      getStarted: () => openWalkthrough(context.extension.id),
      setApiKey: async () => void (await setApiKey()),
      removeApiKey: () => removeApiKey(keyCheck, keys),
      stop: () => controller.stopAll(),
      continue: () => continueLast(places.current?.session),
      showLog: () => log.show(),
      deleteAllData: async () => {
        if (!(await confirmDeleteAll())) return;
        await controller.closeAll();
        await store.deleteAll();
        await ledger.deleteAll();
        await keyStore.removeAll();
        await forgetConsents(context.globalState);
        await keyStatus.refresh();
        drafts.clearAll();
        chatEditors.closeAll();
        await chatView.newChat();
      },
    }),
  );
  refreshKey();
  close = async () => {
    await store.close();
    await ledger.close();
  };
}

/** Called by VS Code before it ends; nothing depends on it but the last half second of text. */
export async function deactivate(): Promise<void> {
  await close?.();
}

async function openVsCodeSetting(key: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', key);
}

async function openWalkthrough(extensionId: string): Promise<void> {
  const id = `${extensionId}#getStarted`;
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', id, false);
}
