/** How the parts are built that are loaded when they are first needed; `src/app.ts` says when that is. */

import * as vscode from 'vscode';
import type { ChatController } from './chat/chatController.ts';
import type { LibraryStore } from './chat/libraryPorts.ts';
import type { UsedRequest } from './chat/usageTotals.ts';
import type { DeepSeekClient } from './deepseek/types.ts';
import type { Log } from './log.ts';
import type { LatePart } from './platform/latePart.ts';
import type { BootData } from './protocol/boot.ts';
import { readSettings, updateSetting } from './settings.ts';
import { nodeFiles } from './storage/nodeFiles.ts';
import { systemClock, systemIds } from './system.ts';
import type { ChatFind, FindPort } from './views/chatFind.ts';
import type { ItemMarks } from './views/chatItems.ts';
import type { Drafts } from './views/drafts.ts';
import type { EstimatePage, EstimatePane } from './views/estimatePane.ts';
import type { HistoryPage, HistoryPane } from './views/historyPane.ts';
import type { Notices } from './views/notices.ts';
import type { LoadedMemory } from './views/openChat.ts';
import type { PromptHistory } from './views/promptHistory.ts';
import type { RetiredModel } from './views/retiredModel.ts';
import type { UnseenChats } from './views/unseenChats.ts';
import type { UsageSource, UsageViews } from './views/usageViews.ts';
import { presentWorkspace } from './views/workspace.ts';

/** What every part can need. */
export interface PartPorts {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  /** The extension's global storage folder. */
  readonly folder: string;
}

/** What a page begins with; the page has its texts in English, so that only translated ones are told to it. */
export async function makeBoot(build: string): Promise<BootData> {
  const told = { build, language: vscode.env.language };
  if (vscode.l10n.bundle === undefined) return told;
  const { createUiStrings } = await import('./protocol/english/uiStrings.ts');
  return { ...told, strings: createUiStrings(vscode) };
}

/** The client that makes requests. */
export async function makeClient({ context, log }: PartPorts): Promise<DeepSeekClient> {
  const { createClient } = await import('./deepseek/client.ts');
  const { version } = context.extension.packageJSON as { version: string };
  const userAgent = `DeepSeekChat/${version} VSCode/${vscode.version}`;
  return createClient({ clock: systemClock, logger: log, userAgent });
}

/** What is shown only when somebody asks for it, or something is the matter; `late` says what a failure to load it comes to. */
export function makeLateViews(late: <T>(make: () => Promise<T>) => LatePart<T>) {
  return {
    key: late(() => import('./views/apiKeyPrompt.ts')),
    model: late(() => import('./views/modelPicker.ts')),
    spend: late(() => import('./views/spendQuestion.ts')),
    damage: late(() => import('./views/damageNotice.ts')),
    copying: late(() => import('./views/copyChat.ts')),
    summarising: late(() => import('./views/summaryChat.ts')),
    summaries: late(() => import('./views/summaryNotice.ts')),
    keyNotices: late(() => import('./views/keyNotice.ts')),
    turns: late(() => import('./views/turnIntents.ts')),
    settings: late(() => import('./views/settingsNotice.ts')),
    sheet: late(() => import('./views/parameterTexts.ts')),
    listing: late(() => import('./views/historyCommands.ts')),
    selecting: late(() => import('./editor/askSelection.ts')),
    walkthrough: late(() => import('./views/walkthrough.ts')),
    deleting: late(() => import('./views/deleteAllData.ts')),
  };
}

/** The prompts that were sent last. */
export async function makePrompts(memory: LoadedMemory): Promise<PromptHistory> {
  return new (await import('./views/promptHistory.ts')).PromptHistory(memory);
}

/** What was used, on the disk. */
export async function makeLedger({ log, folder }: PartPorts) {
  const { UsageLedger } = await import('./storage/usageLedger.ts');
  const now = () => systemClock.now();
  const windowId = systemIds.next();
  return new UsageLedger({ folder, windowId, files: nodeFiles, logger: log, now });
}

/** The questions that a person answers once for each server. */
export async function makeConsents({ context }: PartPorts, setApiKey: () => Promise<boolean>) {
  const { createKeyQuestion, createUnencryptedConsent, forgetConsents } =
    await import('./views/consent.ts');
  const { globalState } = context;
  return {
    mayGo: createUnencryptedConsent(globalState),
    askForKey: createKeyQuestion(globalState, setApiKey),
    forget: () => forgetConsents(globalState),
  };
}

/** All chats, their list on the disk and what searches them. */
export async function makeHistory(
  { log, folder }: PartPorts,
  chats: { readonly controller: ChatController; readonly store: LibraryStore },
) {
  const [{ ChatIndex }, { ChatLibrary }, { ChatSearch }, { DeletedChats }, { toRecents }] =
    await Promise.all([
      import('./storage/chatIndex.ts'),
      import('./chat/chatLibrary.ts'),
      import('./chat/chatSearch.ts'),
      import('./storage/deletedChats.ts'),
      import('./views/chatItems.ts'),
    ]);
  const index = new ChatIndex({ folder, files: nodeFiles, logger: log });
  const deleted = new DeletedChats(folder, nodeFiles, systemClock);
  const library = new ChatLibrary({
    ...{ ...chats, deleted, shelf: index, clock: systemClock, ids: systemIds, logger: log },
  });
  const search = new ChatSearch(library, systemClock);
  const deleteAll = async () => {
    await index.deleteAll();
    await deleted.deleteAll();
    search.clear();
  };
  const recents = (marks: ItemMarks) => toRecents(library.chats, presentWorkspace(), marks);
  return { library, search, recents, deleteAll };
}

/** What is told of money on pages; `used` reads the requests since a time. */
export async function makeMoney(
  { log }: PartPorts,
  { controller }: { readonly controller: ChatController },
  used: (since: number) => Promise<readonly UsedRequest[]>,
) {
  const [{ SpentTotals }, { createReceipts }, { limitNotice, lowBalanceNotice }] =
    await Promise.all([
      import('./views/spentTotals.ts'),
      import('./views/receipts.ts'),
      import('./views/moneyNotices.ts'),
    ]);
  const pricing = () => controller.pricing;
  const spent = new SpentTotals({ read: used, pricing, clock: systemClock, logger: log });
  return { spent, receipts: createReceipts(pricing, systemClock), limitNotice, lowBalanceNotice };
}

/** What is told of money in a tab of its own and in the status bar. */
export async function makeUsageViews(
  { context: { extensionUri }, log }: PartPorts,
  ledger: Pick<LatePart<UsageSource>, 'load'>,
  { account }: ChatController,
): Promise<UsageViews> {
  const { UsageViews } = await import('./views/usageViews.ts');
  return new UsageViews({
    ...{ extensionUri, ledger: await ledger.load(), account, settings: readSettings },
    ...{ clock: systemClock, logger: log },
  });
}

/** Lists of chats for pages. */
export async function makeHistoryPanes(
  { log }: PartPorts,
  history: LatePart<Awaited<ReturnType<typeof makeHistory>>>,
  unseen: UnseenChats,
): Promise<(page: HistoryPage) => HistoryPane> {
  const { HistoryPane } = await import('./views/historyPane.ts');
  const { library, search } = await history.load();
  const workspace = presentWorkspace;
  const services = { library, search, unseen, workspace, clock: systemClock, logger: log };
  return (page) => new HistoryPane(page, services);
}

/** Estimates for pages. */
export async function makeEstimatePanes(
  { estimator: late, planner }: ChatController,
  drafts: Drafts,
): Promise<(page: EstimatePage) => EstimatePane> {
  const { EstimatePane } = await import('./views/estimatePane.ts');
  const estimator = await late.load();
  const offPeakHint = () => readSettings().offPeakHint;
  const services = { estimator, drafts, clock: systemClock, texts: vscode };
  const offers = { planner, clock: systemClock, offPeakHint };
  return (page) => new EstimatePane(page, { ...services, offers });
}

/** Finding in chats, for pages. */
export async function makeFinding(): Promise<(port: FindPort) => ChatFind> {
  const { ChatFind } = await import('./views/chatFind.ts');
  return (port) => new ChatFind(port);
}

/** What tells of models that have another name now. */
export async function makeRetiredModel(
  { context }: PartPorts,
  notices: Notices,
): Promise<RetiredModel> {
  const { RetiredModel } = await import('./views/retiredModel.ts');
  return new RetiredModel(notices, context.globalState, readSettings, updateSetting);
}
