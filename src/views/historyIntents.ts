/** What the list of chats carries out. */

/** The types of these intents. */
export const historyIntents = [
  'searchChats',
  'closeHistory',
  'openChat',
  'renameChat',
  'pinChat',
  'deleteChat',
  'undoDelete',
  'duplicateChat',
  'exportRawChat',
] as const;
