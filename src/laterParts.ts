/** How the parts are built that are loaded when they are first needed; `src/app.ts` says when that is. */

import * as vscode from 'vscode';
import type { ChatController } from './chat/chatController.ts';
import type { DeepSeekClient } from './deepseek/types.ts';
import type { Log } from './log.ts';
import type { LatePart } from './platform/latePart.ts';
import type { BootData } from './protocol/boot.ts';
import { readSettings, updateSetting } from './settings.ts';
import { systemClock } from './system.ts';
import type { ChatFind, FindPort } from './views/chatFind.ts';
import type { Drafts } from './views/drafts.ts';
import type { EstimatePage, EstimatePane } from './views/estimatePane.ts';
import type { Notices } from './views/notices.ts';
import type { LoadedMemory } from './views/openChat.ts';
import type { PromptHistory } from './views/promptHistory.ts';
import type { RetiredModel } from './views/retiredModel.ts';

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
