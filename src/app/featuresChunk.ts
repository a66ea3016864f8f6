/** The chunk loaded by the list of chats or by the first command that opens a document, page, file or prompt. */

import { join } from 'node:path';
import { ChatLibrary } from '../chat/history/chatLibrary.ts';
import { ChatSearch } from '../chat/history/chatSearch.ts';
import type { LibraryPorts } from '../chat/history/libraryPorts.ts';
import type { FilePort } from '../platform/ports.ts';
import { ChatIndex } from '../storage/history/chatIndex.ts';
import { DeletedChats } from '../storage/history/trash.ts';
import type { ChatHistory } from '../ui/core.ts';

export { leftOutHeaders } from '../deepseek/http/requestHeaders.ts';
export { askSelection } from '../editor/context/askSelection.ts';
export { ChatImports } from '../storage/imports/chatImports.ts';
export { promptForApiKey, removeApiKey } from '../ui/account/apiKeyPrompt.ts';
export {
  createKeyQuestion,
  createUnencryptedConsent,
  forgetConsents,
} from '../ui/account/consentPrompts.ts';
export { deleteAllData } from '../ui/export/deleteAllData.ts';
export { TransferCommands } from '../ui/export/transferCommands.ts';
export { copyChat } from '../ui/export/branchCopy.ts';
export { saveJson } from '../ui/export/saveJson.ts';
export { toRecents } from '../ui/history/chatListItems.ts';
export { duplicateChat, rebuildHistory } from '../ui/history/historyCommands.ts';
export { HistoryController } from '../ui/history/historyController.ts';
export { damageNotice } from '../ui/notices/damageNotice.ts';
export { headersNotice } from '../ui/notices/headersNotice.ts';
export { askForModel, pickModel } from '../ui/models/modelPicker.ts';
export { RequestDocuments } from '../ui/request/requestDocuments.ts';
export { promptSpendLimit } from '../ui/usage/spendLimitPrompt.ts';
export { createUsageDisplay } from '../ui/usage/usageDisplay.ts';

/** All chats of the storage folder, their list on the disk and what searches them. */
export function createChatHistory(
  folder: string,
  files: FilePort,
  ports: Omit<LibraryPorts, 'chatIndex' | 'trash'>,
): ChatHistory {
  const { clock, logger } = ports;
  const index = new ChatIndex({ folder, files, logger });
  const trash = new DeletedChats(folder, files, clock);
  const library = new ChatLibrary({ ...ports, chatIndex: index, trash });
  const search = new ChatSearch(library, clock);
  return {
    library,
    search,
    async deleteAll() {
      await index.deleteAll();
      await trash.deleteAll();
      // What an import left that was not finished.
      await files.remove(join(folder, 'imports'));
      search.clear();
    },
  };
}
