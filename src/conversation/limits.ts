/**
 * Limits on all data from outside this extension. Lengths are in UTF-16 code units, sizes in bytes, and times in
 * milliseconds, unless stated otherwise. Each limit on reading is higher than what this extension itself writes.
 */

/** Responses and errors of servers. */
export const serverLimits = {
  /** Length of one stream event, which is parsed at once, and of a non-streamed response. */
  event: 12 * 1024 * 1024,
  /** Size of one answer, after decompression. */
  body: 64 * 1024 * 1024,
  /** Bytes of a body that are read before yielding to the event loop. */
  slice: 16 * 1024,
  /** Length above which an event is scanned before it is parsed; the following limits apply only then. */
  largeEvent: 64 * 1024,
  /** JSON nesting of one event or a non-streamed response. */
  eventDepth: 1_000,
  /** Number of values in one event. */
  eventValues: 250_000,
  /** Distinct field names in one event; parsing each costs a microsecond. */
  eventKeys: 10_000,
  /** Number of lines in one event. */
  eventLines: 100_000,
  /** Number of values in a non-streamed response, which includes the log probabilities of all tokens. */
  wholeValues: 2_000_000,
  /** Number of members of an error object that are searched for a message. */
  errorMembers: 100,
  /** Number of parts in list content. */
  contentParts: 10_000,
  /** Number of consecutive think tags. */
  repeatedTags: 100_000,
  /** Number of tool calls in one answer. */
  toolCalls: 256,
  /** Length of the name of a tool call. */
  toolCallName: 256,
  /** Length of the id of a tool call; a longer one is replaced. */
  toolCallId: 256,
  /** Length of the arguments of one tool call. */
  toolCallArguments: 4 * 1024 * 1024,
  /** Nesting of JSON in the arguments of a tool call. */
  toolCallDepth: 64,
  /** Length of text that is buffered while waiting for a closing think tag, in case the opening one was omitted. */
  heldText: 64 * 1024,
  /** Length of whitespace that is buffered while waiting for a think tag. */
  heldBlanks: 4 * 1024,
  /** Length of a line kept as a possible explanation of why a stream ended. */
  foreignLine: 2_000,
  /** Length of a finish reason. */
  finishReason: 100,
  /** Length of the response id. */
  responseId: 256,
  /** Length of a title in a response. */
  answerTitle: 400,
  /** Maximum of any reported count, such as tokens. */
  count: 1_000_000_000_000,
  /** Size of an error body. */
  errorBody: 64 * 1024,
  /** Timeout for reading an error body, in milliseconds. */
  errorBodyWait: 5_000,
  /** Length of an error message that is matched against patterns. */
  errorMessage: 8 * 1024,
  /** Levels of objects and arrays that are searched for an error message. */
  errorDepth: 16,
  /** Number of causes of an exception that are inspected. */
  causes: 8,
  /** Length of a trace id. */
  traceId: 200,
  /** Size of one JSON document, such as a model list. */
  document: 4 * 1024 * 1024,
  /** Nesting and number of values of a JSON document. */
  documentDepth: 100,
  documentValues: 250_000,
  /** Number of currencies in a balance. */
  balances: 16,
  /** Number of models in a list. */
  models: 5_000,
  /** Length of a model name. */
  modelName: 256,
  /** Number of tokens with alternatives in one list of log probabilities. */
  logprobs: 50_000,
  /** Number of bytes that spell one token. */
  tokenBytes: 1_024,
  /** Absolute value of a log probability. */
  logprob: 1_000_000,
  /** Length of a generated title. */
  title: 4_096,
  /** Length of a generated summary. */
  summary: 1024 * 1024,
} as const;

/** Conversation logs and related files. */
export const logLimits = {
  /** JSON nesting of one event. */
  depth: 64,
  /** Size of a lease file, by which windows share a chat; 512 bytes are written. */
  leaseFile: 4 * 1024,
  /** Size of one file of the usage ledger. */
  ledgerFile: 256 * 1024 * 1024,
  /** Total size of usage ledger files that are merged into one. */
  joinedLedgerFiles: 16 * 1024 * 1024,
  /** Size of one line of the usage ledger. */
  ledgerLine: 64 * 1024,
  /** Size of a file with one stored value of a window. */
  memoryFile: 64 * 1024 * 1024,
  /** Size of a log, and of any other file in the storage folder. */
  file: 512 * 1024 * 1024,
  /** Size of one line. The longest message from the panel fits, even if every character is escaped. */
  line: 64 * 1024 * 1024,
  /** Length of one string in a line; the longest message from the panel is a quarter of it. */
  text: 16 * 1024 * 1024,
  /** Nesting and number of JSON values that are parsed of one line; the log probabilities of one answer take 250,000. */
  lineDepth: 1_000,
  lineValues: 300_000,
  /** Length of the text in one written event; longer text is split into several events. */
  piece: 1024 * 1024,
  /** Length of text that may be missing from a log, in addition to the log's size. */
  missingText: 1024 * 1024,
  /** Number of continued answers that are followed back. */
  continuedAnswers: 1_000,
  /** Number of unreadable lines that are reported by number. */
  namedLines: 100,
  /** Size of unreadable lines and truncated ends that are copied to a separate file. */
  quarantine: 64 * 1024 * 1024,
  /** Size of the chat list cache. */
  index: 16 * 1024 * 1024,
  /** Length of a title in the chat list. */
  title: 400,
  /** Length of a workspace's name and URI. */
  workspace: 4096,
  /** Size of a log that is read in parallel with others; larger ones are read one after the other. */
  fileReadInParallel: 8 * 1024 * 1024,
  /** The last millisecond of the year 9999; later times are invalid. */
  time: 253_402_300_799_999,
  /** Number of parts in a chat that are copied from continued turns. */
  continuedParts: 1_000_000,
} as const;

/** Imported files. */
export const importLimits = {
  /** Size of a file. */
  file: 256 * 1024 * 1024,
  /** JSON nesting. */
  depth: 64,
  /** Number of chats per file. */
  chats: 10_000,
  /** Number of events or API messages per file. */
  events: 2_000_000,
  /** Number of turns per chat. */
  turns: 100_000,
  /** Number of turns with the same parent. */
  siblings: 20_000,
  /** Number of parts per answer. */
  parts: 100_000,
  /** Number of context items per message. */
  pieces: 1_000,
  /** Number of parts in a chat that are copied from continued turns. */
  continuedParts: 200_000,
  /** Length of the text in a chat that is copied from continued turns. */
  continuedText: 256 * 1024 * 1024,
  /** Total length of placeholder text for lost text in a chat. */
  lostText: 1024 * 1024,
  /** Length of an answer; other texts are limited as in a log. */
  text: 64 * 1024 * 1024,
  /** Length of a title, a path, or a name that a server assigned. */
  name: 16 * 1024,
  /** The first millisecond of the year 1 and the last one of the year 9999. */
  earliest: -62_135_596_800_000,
  latest: 253_402_300_799_999,
} as const;

/** Messages from the webview. Its input fields are limited to the same lengths. */
export const messageLimits = {
  /** JSON nesting. */
  depth: 16,
  /** Number of fields and items per message. */
  values: 1_000,
  /** Length of a message, a draft, or an answer prefill. */
  text: 4_000_000,
  /** Length of a chat's system prompt. */
  systemPrompt: 1_000_000,
  /** Length of copied text, such as an answer. */
  copiedText: 256 * 1024 * 1024,
  /** Length of a chat title. */
  name: 200,
  /** Length of context ids, model names, searches and error reports. */
  shortText: 2_048,
  /** Length of a link. */
  link: 16 * 1024,
  /** Number of chats requested at once. */
  listedChats: 1_000_000,
  /** The last valid date, in milliseconds since the epoch. */
  time: 8_640_000_000_000_000,
} as const;

/** What the webview renders of one text; values are counts unless stated otherwise. */
export const drawLimits = {
  /** Consecutive combining marks; no script uses that many. */
  marks: 32,
  /** Marked hidden characters in one text. */
  hidden: 1_000,
  /** Table columns; a wider table is shown as source. */
  columns: 256,
  /** Table cells and list items in one block. */
  cellsPerPart: 1_000,
  itemsPerPart: 200,
  /** Length of text per block that is parsed for inline Markdown; the rest is shown as source. */
  inlineText: 20_000,
  /** Length of one piece of that rest. */
  longTextPiece: 10_000,
  /** Length of text that is parsed and rendered in one task, unless a single line or block is longer. */
  slice: 16_000,
} as const;
