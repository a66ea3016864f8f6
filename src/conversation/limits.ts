/**
 * Limits on everything that comes from outside this extension. Lengths are in UTF-16 code units, sizes in bytes,
 * times in milliseconds, unless the comment says otherwise. Each limit on what is read lies above what this extension
 * itself writes.
 */

/** Answers and errors of servers. */
export const serverLimits = {
  /** Length of one event of a stream, which is parsed at once, and of an answer in one piece. */
  event: 12 * 1024 * 1024,
  /** Size of one answer, after decompression. */
  body: 64 * 1024 * 1024,
  /** Bytes of a body that are read before anything else in this process gets its turn. */
  slice: 16 * 1024,
  /** Length from which an event is looked at before it is parsed; the limits that follow hold from there on. */
  largeEvent: 64 * 1024,
  /** Nesting of JSON in one event, or in an answer in one piece. */
  eventDepth: 1_000,
  /** Number of values in one event. */
  eventValues: 250_000,
  /** Different names of fields in one event: parsing each costs a microsecond. */
  eventKeys: 10_000,
  /** Number of lines in one event. */
  eventLines: 100_000,
  /** Number of values in an answer in one piece, which holds the probabilities of all its tokens. */
  wholeValues: 2_000_000,
  /** Number of members of an error that are looked at to see whether it says anything. */
  errorMembers: 100,
  /** Number of parts of a content that is a list. */
  contentParts: 10_000,
  /** Number of times a think tag may follow itself. */
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
  /** Length of text that waits for a closing think tag whose opening tag was lost. */
  heldText: 64 * 1024,
  /** Length of white space that waits for a think tag. */
  heldBlanks: 4 * 1024,
  /** Length of a line that is kept because it may say why a stream ended. */
  foreignLine: 2_000,
  /** Length of a finish reason. */
  finishReason: 100,
  /** Length of the id of an answer. */
  responseId: 256,
  /** Length of the title that comes with an answer. */
  answerTitle: 400,
  /** Any count that a server reports, such as tokens. */
  count: 1_000_000_000_000,
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
  /** Nesting and number of values of such a document. */
  documentDepth: 100,
  documentValues: 250_000,
  /** Currencies in a balance. */
  balances: 16,
  /** Models in a list. */
  models: 5_000,
  /** Length of the name of a model. */
  modelName: 256,
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
  /** Size of a log, and of any other file in the storage folder. */
  file: 512 * 1024 * 1024,
  /** Size of one line. The longest message that the panel sends takes less, however it is escaped. */
  line: 64 * 1024 * 1024,
  /** Length of one text in a line; the longest message that the panel sends has a quarter of it. */
  text: 16 * 1024 * 1024,
  /** Nesting and number of values of JSON in one line; the probabilities of one answer are 250,000 values. */
  lineDepth: 1_000,
  lineValues: 300_000,
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
  /** Number of pieces that are attached to a message. */
  pieces: 1_000,
  /** Number of parts that the turns of a chat begin with because they continue another one. */
  continuedParts: 200_000,
  /** Length of the text that turns of a chat begin with because they continue another one. */
  continuedText: 256 * 1024 * 1024,
  /** Length of all lost text that a chat is filled up with. */
  lostText: 1024 * 1024,
  /** Length of an answer; other texts are as long as one in a log may be. */
  text: 64 * 1024 * 1024,
  /** Length of a title, a path, and what servers call things. */
  name: 16 * 1024,
  /** The first millisecond of the year 1 and the last one of the year 9999. */
  earliest: -62_135_596_800_000,
  latest: 253_402_300_799_999,
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
