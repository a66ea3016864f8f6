/** The core that every feature is built on. */

import type { promptForApiKey, removeApiKey } from './account/apiKeyPrompt.ts';
import type { askForModel, pickModel } from './models/modelPicker.ts';
import type * as vscode from 'vscode';
import type { ApiKeyCheck } from '../chat/request/apiKeyCheck.ts';
import type { ChatController } from '../chat/chatController.ts';
import type { ChatLibrary } from '../chat/history/chatLibrary.ts';
import type { ChatSearch } from '../chat/history/chatSearch.ts';
import type { CommandId } from '../commands.ts';
import type { Conversation, ConversationId } from '../conversation/model.ts';
import type { Log } from '../log.ts';
import type { Lazy } from '../platform/lazy.ts';
import type { Clock, Ids, Redaction } from '../platform/ports.ts';
import type { createUiStrings } from '../protocol/strings/english/uiStrings.ts';
import type { TransferCommands } from './export/transferCommands.ts';
import type { toRecents } from './history/chatListItems.ts';
import type { EstimateController } from './composer/estimateController.ts';
import type { duplicateChat, rebuildHistory } from './history/historyCommands.ts';
import type { HistoryController } from './history/historyController.ts';
import type { RedactedKeys } from './account/redactedKeys.ts';
import type { ImportPorts } from './export/importFiles.ts';
import type { Notices } from './notices/notices.ts';
import type { LoadedMemory } from './panel/sidebarChat.ts';
import type { copyChat } from './export/branchCopy.ts';
import type { saveJson } from './export/saveJson.ts';
import type { RequestDocuments } from './request/requestDocuments.ts';
import type { createUsageDisplay } from './usage/usageDisplay.ts';
import type { UsageSource } from './usage/usageSource.ts';

/** The logs of all chats, as far as features read them. */
export interface StoredChats {
  list(): Promise<readonly ConversationId[]>;
  read(id: ConversationId): Promise<{ readonly conversation: Conversation } | undefined>;
}

/** All stored chats and what searches them. */
export interface ChatHistory {
  readonly library: ChatLibrary;
  readonly search: ChatSearch;
  /** Only "Delete All Data" calls this. */
  deleteAll(): Promise<void>;
}

/** The code that lists chats. */
export interface HistoryCode {
  readonly HistoryController: typeof HistoryController;
  readonly toRecents: typeof toRecents;
  readonly duplicateChat: typeof duplicateChat;
  readonly rebuildHistory: typeof rebuildHistory;
}

/** The code that opens documents, pages, files and prompts. */
export interface DocumentCode {
  readonly TransferCommands: typeof TransferCommands;
  readonly RequestDocuments: typeof RequestDocuments;
  readonly createUsageDisplay: typeof createUsageDisplay;
  readonly copyChat: typeof copyChat;
  readonly saveJson: typeof saveJson;
  readonly promptForApiKey: typeof promptForApiKey;
  readonly removeApiKey: typeof removeApiKey;
  readonly pickModel: typeof pickModel;
  readonly askForModel: typeof askForModel;
}

/** Built once, before any feature. */
export interface Core {
  readonly context: vscode.ExtensionContext;
  /** Names the build, so that a webview of another one is noticed. */
  readonly build: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly notices: Notices;
  /** Outlives a reload of the window. */
  readonly memory: LoadedMemory;
  readonly chats: StoredChats;
  readonly ledger: UsageSource;
  readonly keys: RedactedKeys;
  readonly keyCheck: ApiKeyCheck;
  readonly controller: ChatController;
  /** Loaded with the first empty chat, or the list of chats. */
  readonly history: Lazy<ChatHistory & HistoryCode>;
  /** Asks for an API key; whether one was kept that the server did not reject. */
  readonly setApiKey: () => Promise<boolean>;
  /** Takes out keys, those of these origins among them, used in this window or not. */
  readonly redaction: (origins: readonly string[]) => Promise<Redaction>;
  /** The origins that a key was entered for. */
  readonly keyOrigins: () => readonly string[];
  /** Reads imported files in a worker. */
  readonly stageImport: ImportPorts['stage'];
  /** Chunks that are loaded one after another once a webview has what it shows. */
  readonly preloads: readonly (() => Promise<unknown>)[];
  /** Imports what works out estimates. */
  readonly loadRequests: () => Promise<{ readonly EstimateController: typeof EstimateController }>;
  /** Imports what opens documents, pages, files and prompts. */
  readonly loadDocuments: () => Promise<DocumentCode>;
  /** Imports the webview's strings, to be translated. */
  readonly loadUiStrings: () => Promise<{ readonly createUiStrings: typeof createUiStrings }>;
}

/** The commands of a feature. */
export type FeatureCommands<Id extends CommandId> = Readonly<
  Record<Id, (argument?: unknown) => unknown>
>;
