/**
 * Limits on everything that comes from outside this extension. Lengths are in UTF-16 code units, sizes in bytes,
 * times in milliseconds, unless the comment says otherwise. Each limit on what is read lies above what this extension
 * itself writes.
 */

/** Answers and errors of servers. */
export const serverLimits = {
  /** Length of one event of a stream. */
  event: 16 * 1024 * 1024,
  /** Bytes of a body that are read before anything else in this process gets its turn. */
  slice: 16 * 1024,
  /** Bytes of the body of an error. */
  errorBody: 64 * 1024,
  /** How long the body of an error is waited for, in milliseconds. */
  errorBodyWait: 5_000,
  /** Length of a message of an error that patterns are looked for in. */
  errorMessage: 8 * 1024,
  /** Levels of objects and arrays in which the message of an error is looked for. */
  errorDepth: 16,
  /** Causes of an exception that are looked at. */
  causes: 8,
  /** Length of a trace id. */
  traceId: 200,
  /** Bytes of one JSON document, such as a list of models. */
  document: 4 * 1024 * 1024,
  /** Currencies in a balance. */
  balances: 16,
  /** Models in a list. */
  models: 5_000,
  /** Length of the name of a model. */
  modelName: 256,
  /** Any count that a server reports, such as tokens. */
  count: 1_000_000_000_000,
  /** Tokens with their alternatives in one list of probabilities. */
  logprobs: 50_000,
  /** Bytes that spell one token. */
  tokenBytes: 1_024,
  /** Distance of a logarithm of a probability from 0. */
  logprob: 1_000_000,
  /** Length of an answer that is to be a title. */
  title: 4_096,
  /** Length of a summary. */
  summary: 1024 * 1024,
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
