/**
 * Limits on everything that comes from outside this extension. Lengths are in UTF-16 code units, sizes in bytes,
 * times in milliseconds, unless the comment says otherwise. Each limit on what is read lies above what this extension
 * itself writes.
 */

/** Answers and errors of servers. */
export const serverLimits = {
  /** Length of one event of a stream. */
  event: 16 * 1024 * 1024,
  /** Length of what is read of an error message, of which 500 are kept. */
  errorMessage: 16 * 1024,
} as const;

/** Conversation logs and the files beside them. */
export const logLimits = {
  /** Nesting of JSON in one line. */
  depth: 64,
} as const;

/** Files that a user imports. */
export const importLimits = {
  /** Nesting of JSON. */
  depth: 64,
} as const;

/** Messages from the webview. The fields of the page take no more than this. */
export const messageLimits = {
  /** Nesting of JSON. */
  depth: 16,
  /** How many fields and items one message has. */
  values: 1_000,
  /** Length of a message, a draft, or the beginning of an answer. */
  text: 4_000_000,
  /** Length of the system prompt of a chat. */
  systemPrompt: 1_000_000,
  /** Length of a text to be copied, which may be an answer of any length. */
  copiedText: 256 * 1024 * 1024,
  /** Length of a chat's name. */
  name: 200,
  /** Length of ids of context, names of models, searches and reports of faults. */
  shortText: 2_048,
  /** Length of a link. */
  link: 16 * 1024,
  /** How many chats the list can be asked for. */
  listedChats: 1_000_000,
  /** The last moment that a date can name, in milliseconds since the epoch. */
  time: 8_640_000_000_000_000,
} as const;
