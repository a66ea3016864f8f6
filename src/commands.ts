/** All command ids, as in the manifest. */

/** Every contributed command, without the prefix `deepseek.`; a test compares this with the manifest. */
export const commandIds = [
  'newChat',
  'focusChat',
  'openInEditor',
  'showHistory',
  'rebuildHistory',
  'duplicateChat',
  'askSelection',
  'setApiKey',
  'removeApiKey',
  'selectModel',
  'stop',
  'findInChat',
  'showUsage',
  'regenerate',
  'showRequest',
  'copyRequest',
  'copyRequestAsCurl',
  'copyChat',
  'exportChat',
  'exportAll',
  'importChat',
  'continue',
  'getStarted',
  'showLog',
  'deleteAllData',
] as const;

/** One of `commandIds`. */
export type CommandId = (typeof commandIds)[number];

/** What each command does; the compiler refuses a list that leaves one out. */
export type CommandHandlers = Readonly<Record<CommandId, (argument?: unknown) => unknown>>;
