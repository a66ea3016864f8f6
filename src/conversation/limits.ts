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
  /** Size of a log, and of any other file in the storage folder. */
  file: 512 * 1024 * 1024,
  /** Size of one line. The longest message that the panel sends takes less, however it is escaped. */
  line: 64 * 1024 * 1024,
  /** Separators of JSON in one line, outside of its strings: what parsing it costs besides its text. */
  separators: 1_000_000,
  /** Length of the text in one event that is written; longer text becomes several events. */
  piece: 1024 * 1024,
  /** Length of the text that may be missing from a log beyond the size of what is there. */
  missingText: 1024 * 1024,
  /** How many answers that continue each other are followed back. */
  continuedAnswers: 1_000,
  /** How many unreadable lines are named. */
  namedLines: 100,
  /** Size of unreadable lines and cut-off ends that are copied beside a log. */
  quarantine: 64 * 1024 * 1024,
  /** Size of the file that caches the list of chats. */
  index: 16 * 1024 * 1024,
  /** Size of a file that remembers one thing, such as a draft. */
  memory: 32 * 1024 * 1024,
  /** Length of a title in the list of chats. */
  title: 400,
  /** Length of the name and of the address of a workspace. */
  workspace: 4096,
  /** Size of a log that is read beside others; larger ones are read one after the other. */
  fileReadInParallel: 8 * 1024 * 1024,
  /** Last moment of the year 9999; later times are no times. */
  time: 253_402_300_799_999,
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
