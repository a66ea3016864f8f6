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

/** What the page draws of a text at once; counts unless the comment says otherwise. */
export const drawLimits = {
  /** Combining marks in a row; no script has so many. */
  marks: 32,
  /** Marks of hidden characters in one text. */
  hidden: 1_000,
  /** Columns of a table; what has more shows as it was written. */
  columns: 256,
  /** Cells of a table, and items of a list, that are laid out together. */
  cellsPerPart: 1_000,
  itemsPerPart: 200,
  /** Length of the text in one block in which marks and links are looked for; the rest shows as it was written. */
  inlineText: 20_000,
  /** Length of a piece of such a rest. */
  longTextPiece: 10_000,
  /** Length of what is parsed and drawn in one task, unless a line or block is longer. */
  slice: 16_000,
} as const;
