/** The page's strings for the list of chats, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createHistoryStrings(vscode: Translator) {
  return {
    history: vscode.l10n.t('Chat history'),
    searchChats: vscode.l10n.t('Search chats'),
    chats: vscode.l10n.t('Chats'),
    scope: vscode.l10n.t('Which chats'),
    scopeWorkspace: vscode.l10n.t('This workspace'),
    scopeAll: vscode.l10n.t('All'),
    closeHistory: vscode.l10n.t('Close'),
    pin: vscode.l10n.t('Pin'),
    rename: vscode.l10n.t('Rename'),
    newName: vscode.l10n.t('New name'),
    duplicate: vscode.l10n.t('Duplicate'),
    /** Copies the file of a chat that cannot be read. */
    exportRaw: vscode.l10n.t('Export raw file'),
    /** In the place of the name of such a chat. */
    unreadableChat: vscode.l10n.t('Unreadable chat'),
    groupPinned: vscode.l10n.t('Pinned'),
    groupToday: vscode.l10n.t('Today'),
    groupYesterday: vscode.l10n.t('Yesterday'),
    groupWeek: vscode.l10n.t('Previous 7 days'),
    untitledChat: vscode.l10n.t('Chat without a name'),
    oneTurn: vscode.l10n.t('1 question'),
    turns: vscode.l10n.t('{0} questions'),
    markRunning: vscode.l10n.t('Answering'),
    markUnseen: vscode.l10n.t('New answer'),
    noChats: vscode.l10n.t('No chats yet. What you ask is kept here.'),
    noChatsInWorkspace: vscode.l10n.t('No chats were begun in {0} yet.'),
    nothingFound: vscode.l10n.t('No chat has these words.'),
    showAllChats: vscode.l10n.t('Show all'),
    searching: vscode.l10n.t('Searching…'),
    deletedChat: vscode.l10n.t('“{0}” was deleted.'),
    restoredChat: vscode.l10n.t('The chat is back.'),
    oneChatFound: vscode.l10n.t('1 chat'),
    chatsFound: vscode.l10n.t('{0} chats'),
    moreChatsFound: vscode.l10n.t('More than {0} chats'),
    recents: vscode.l10n.t('Recent chats'),
  };
}
