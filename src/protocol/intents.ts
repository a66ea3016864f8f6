/** The schemas of intents: what a page may ask of the host, in the imperative. Types and guard follow from them. */

import { errorActions } from '../conversation/errors.ts';
import { messageLimits } from '../conversation/limits.ts';
import { parameters, type ConversationSettings } from '../conversation/parameters.ts';
import { flag } from '../conversation/schema/plainSchemas.ts';
import { checked, object, oneOf, optional, type Infer } from '../conversation/schema/schema.ts';
import { isParameterChange } from './isParameterChange.ts';

const id = checked<string>((value) => typeof value === 'string' && /^[a-z0-9-]{1,64}$/.test(value));
const upTo = (maxLength: number) =>
  checked<string>((value) => typeof value === 'string' && value.length <= maxLength);
const shortText = upTo(messageLimits.shortText);
const longText = upTo(messageLimits.text);
const name = checked<string>(
  (value) => typeof value === 'string' && value.trim() !== '' && value.length <= messageLimits.name,
);
const between = (min: number, max: number) =>
  checked<number>(
    (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
  );
const effort = oneOf(...parameters.reasoningEffort.choices);

const historyIntents = {
  /** Lists chats, those with all words of the query; posted again whenever they change, until `closeHistory`. */
  searchChats: object({
    query: shortText,
    scope: oneOf('workspace', 'all'),
    /** How many at most. */
    limit: between(1, messageLimits.listedChats),
  }),
  closeHistory: object({}),
  openChat: object({ id, turnId: optional(id) }),
  renameChat: object({ id, title: name }),
  pinChat: object({ id, pinned: flag }),
  deleteChat: object({ id }),
  undoDelete: object({ id }),
  duplicateChat: object({ id }),
  /** Copies the log of a chat that cannot be read, byte for byte. */
  exportRawChat: object({ id }),
};

const queueIntents = {
  /** Lets what is written wait, with what is attached, until `at` (milliseconds since the epoch). */
  sendLater: object({
    text: longText,
    at: between(0, messageLimits.time),
    starter: optional(longText),
  }),
  /** Takes a message out; its words are in the composer again, and what was attached to it joins the draft. */
  editQueued: object({ id }),
  removeQueued: object({ id }),
  restoreQueued: object({ id }),
  moveQueued: object({ id, by: checked<1 | -1>((value) => value === 1 || value === -1) }),
  /** Does not wait for its time any longer. */
  sendQueued: object({ id }),
  /** Goes on after a hold: with the next message only, or with all. */
  continueQueue: object({ all: flag }),
};

const turnIntents = {
  /** Ask the same again, as a sibling of this turn; what is chosen here counts for that sibling only. */
  regenerate: object({
    turnId: id,
    thinking: optional(oneOf('on', 'off')),
    effort: optional(effort),
    /** Tool calls are forbidden. */
    withoutTools: optional(flag),
  }),
  /** Ask the same again of a model that the host asks the user for. */
  regenerateWithModel: object({ turnId: id }),
  /** Go on with a cut answer, in the same message. */
  continue: object({ turnId: id }),
  /** Ask something else in its place, as a sibling of this turn. */
  edit: object({ turnId: id, text: longText }),
  hideTurn: object({ turnId: id, hidden: flag }),
  /** Shows another branch; `turnId` is a turn of it to keep in sight. */
  selectBranch: object({ leaf: id, turnId: optional(id) }),
  /** A summary is to stand for this turn and all before it. */
  summarise: object({ turnId: id }),
  /** Sends the summary that ends with this turn, or its turns themselves. */
  useSummary: object({ turnId: id, used: flag }),
  excludeTurn: object({ turnId: id, excluded: flag }),
  excludeContext: object({ turnId: id, contextId: shortText, excluded: flag }),
  /** Shows the request of a turn as it was sent. */
  showRequest: object({ turnId: id }),
  /** A new chat with the turns up to this one, in the same place. */
  copyBranch: object({ turnId: id }),
  /** Shows a turn on whatever branch it lies; sends nothing. */
  showAnswer: object({ turnId: id }),
  /** Writes a JSON answer into a file that the user names. */
  saveJson: object({ turnId: id }),
};

const windowIntents = {
  /** First message of a page: the host answers with a snapshot. */
  ready: object({
    protocol: checked<number>(Number.isSafeInteger),
    build: shortText,
    /** The turn that the reader was at; none at the end. */
    at: optional(id),
  }),
  /** A revision is missing: the host answers with a snapshot. */
  resync: object({}),
  loadEarlier: object({ before: id }),
  loadLater: object({ after: id }),
  /** Moves the window to a turn, which the snapshot then names as the one to show. */
  showTurn: object({ turnId: id }),
  /** Moves the window to the end. */
  showLatest: object({}),
  /** The page let go of its last turns; the window stays around this one until it is moved. */
  readingAt: object({ turnId: id }),
  /** Looks for words in the whole branch; answered by `found`, and again while the chat goes on. */
  find: object({
    query: shortText,
    matchCase: flag,
    /** Whether to look into the reasoning too. */
    reasoning: flag,
  }),
  endFind: object({}),
};

/** By type; a message has these fields and no other. */
export const intentSchemas = {
  ...windowIntents,
  ...turnIntents,
  /** Asks for the prompts that were sent last; answered by `prompts`. */
  recallPrompts: object({}),
  /** Goes with what is attached at this moment, which the host holds; waits where a turn is in progress. */
  send: object({ text: longText, starter: optional(longText) }),
  /** Takes an attached piece off the next message. */
  removeContext: object({ id }),
  stop: object({}),
  newChat: object({}),
  /** The server's models are wanted, if they are not known yet. */
  loadModels: object({}),
  selectModel: object({ model: shortText }),
  selectThinking: object({
    thinking: oneOf(...parameters.thinking.choices),
    effort: optional(effort),
  }),
  /** Chooses something for this chat; `null` sends nothing, and what the settings say anyway follows them. */
  changeParameters: object({ change: checked<ConversationSettings>(isParameterChange) }),
  /** Lets everything be as the settings say. */
  resetParameters: object({}),
  /** The one button of an error card or of a notice. */
  runAction: object({ action: oneOf(...errorActions), turnId: optional(id) }),
  /** Send now what waits for its retry. */
  retryNow: object({}),
  draftChanged: object({ text: longText }),
  copy: object({ text: upTo(messageLimits.copiedText) }),
  openLink: object({ href: upTo(messageLimits.link) }),
  ...historyIntents,
  /** What a page wants to know: about the composer's message, and the question that is being changed as it reads now. */
  estimate: object({ turnId: optional(id), text: optional(longText) }),
  ...queueIntents,
  /** The page's own fault, for the log. */
  reportError: object({ message: shortText }),
};

/** The type tag of an intent. */
export type IntentType = keyof typeof intentSchemas;

/** The intent with this type tag. */
export type IntentOf<Type extends IntentType> = {
  [T in Type]: { readonly type: T } & Infer<(typeof intentSchemas)[T]> extends infer I
    ? { [Key in keyof I]: I[Key] }
    : never;
}[Type];

/** What the user wants. */
export type Intent = IntentOf<IntentType>;

/** What the user wants with the list of chats. */
export type HistoryIntent = IntentOf<keyof typeof historyIntents>;
