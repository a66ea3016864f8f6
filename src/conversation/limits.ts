/**
 * Limits on everything that comes from outside this extension. Lengths are in UTF-16 code units, sizes in bytes,
 * times in milliseconds, unless the comment says otherwise. Each limit on what is read lies above what this extension
 * itself writes.
 */

/** Answers and errors of servers. */
export const serverLimits = {
  /** Length of one event of a stream. */
  event: 16 * 1024 * 1024,
} as const;

/** Conversation logs and the files beside them. */
export const logLimits = {
  /** Nesting of JSON in one line. */
  depth: 64,
  /** Number of parts that the turns of a chat begin with because they continue another one. */
  continuedParts: 1_000_000,
} as const;

/** Files that a user imports. */
export const importLimits = {
  /** Size of a file. */
  file: 256 * 1024 * 1024,
  /** Nesting of JSON. */
  depth: 64,
  /** Number of chats in a file. */
  chats: 10_000,
  /** Number of events or API messages in a file. */
  events: 2_000_000,
  /** Number of turns in a chat. */
  turns: 100_000,
  /** Number of turns that follow the same turn. */
  siblings: 20_000,
  /** Number of parts of an answer. */
  parts: 100_000,
  /** Number of pieces that are attached to a message. */
  pieces: 1_000,
  /** Number of parts that the turns of a chat begin with because they continue another one. */
  continuedParts: 200_000,
  /** Length of the text that turns of a chat begin with because they continue another one. */
  continuedText: 256 * 1024 * 1024,
  /** Length of all lost text that a chat is filled up with. */
  lostText: 1024 * 1024,
  /** Length of a message, an answer or an attached file. */
  text: 64 * 1024 * 1024,
  /** Length of a title, a path, and what servers call things. */
  name: 16 * 1024,
  /** The first millisecond of the year 1 and the last one of the year 9999. */
  earliest: -62_135_596_800_000,
  latest: 253_402_300_799_999,
} as const;

/** Messages from the webview. */
export const messageLimits = {
  /** Nesting of JSON. */
  depth: 16,
} as const;
