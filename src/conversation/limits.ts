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
  /** Size of a file by which windows share a chat; they write 512 bytes. */
  leaseFile: 4 * 1024,
  /** Size of one file of the usage ledger. */
  ledgerFile: 256 * 1024 * 1024,
  /** Size of files of the usage ledger that are joined to one. */
  joinedLedgerFiles: 16 * 1024 * 1024,
  /** Size of one line of the usage ledger. */
  ledgerLine: 64 * 1024,
  /** Size of a file with one value that a window remembers. */
  memoryFile: 64 * 1024 * 1024,
} as const;

/** Files that a user imports. */
export const importLimits = {
  /** Nesting of JSON. */
  depth: 64,
} as const;

/** Messages from the webview. */
export const messageLimits = {
  /** Nesting of JSON. */
  depth: 16,
} as const;
