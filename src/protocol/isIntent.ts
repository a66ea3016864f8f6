/** Validates every field of a message from the page. */

import type { ErrorAction } from '../conversation/errors.ts';
import { messageLimits } from '../conversation/limits.ts';
import { isBoundedMessage } from './isBoundedMessage.ts';
import { isParameterChange } from './isParameterChange.ts';
import type { Intent } from './messages.ts';

type Check = (value: unknown) => boolean;

/** The longest text that a page may send, in UTF-16 code units. */
export const longestText = messageLimits.text;

const id: Check = (value) => typeof value === 'string' && /^[a-z0-9-]{1,64}$/.test(value);
const upTo =
  (maxLength: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= maxLength;
const shortText = upTo(messageLimits.shortText);
const longText = upTo(messageLimits.text);
const name: Check = (value) =>
  typeof value === 'string' && value.trim() !== '' && value.length <= messageLimits.name;
const flag: Check = (value) => typeof value === 'boolean';
const integer: Check = (value) => Number.isSafeInteger(value);
const between =
  (min: number, max: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value as string);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const actions: Readonly<Record<ErrorAction, true>> = {
  setApiKey: true,
  topUp: true,
  retry: true,
  selectModel: true,
  newChat: true,
  openBaseUrlSetting: true,
  openProxySetting: true,
  openCertificateSetting: true,
  takeBack: true,
  updateModelSetting: true,
  takeOver: true,
  branchChat: true,
  summarise: true,
  summariseToNew: true,
  cancelSummary: true,
  dismissSummary: true,
  dropAttachments: true,
  showLog: true,
  reloadWindow: true,
};

/** The fields of each intent; the compiler refuses an intent that is missing here. */
const fields: Readonly<Record<Intent['type'], Readonly<Record<string, Check>>>> = {
  ready: { protocol: integer, build: shortText, at: optional(id) },
  resync: {},
  loadEarlier: { before: id },
  loadLater: { after: id },
  showTurn: { turnId: id },
  showLatest: {},
  readingAt: { turnId: id },
  find: { query: shortText, matchCase: flag, reasoning: flag },
  endFind: {},
  recallPrompts: {},
  send: { text: longText, starter: optional(longText) },
  removeContext: { id },
  stop: {},
  newChat: {},
  regenerate: {
    turnId: id,
    thinking: optional(oneOf('on', 'off')),
    effort: optional(oneOf('low', 'high', 'max')),
    withoutTools: optional(flag),
  },
  continue: { turnId: id },
  regenerateWithModel: { turnId: id },
  edit: { turnId: id, text: longText },
  hideTurn: { turnId: id, hidden: flag },
  summarise: { turnId: id },
  useSummary: { turnId: id, used: flag },
  selectBranch: { leaf: id, turnId: optional(id) },
  excludeTurn: { turnId: id, excluded: flag },
  excludeContext: { turnId: id, contextId: shortText, excluded: flag },
  showRequest: { turnId: id },
  copyBranch: { turnId: id },
  showAnswer: { turnId: id },
  loadModels: {},
  selectModel: { model: shortText },
  selectThinking: {
    thinking: oneOf('auto', 'on', 'off'),
    effort: optional(oneOf('low', 'high', 'max')),
  },
  changeParameters: { change: isParameterChange },
  resetParameters: {},
  saveJson: { turnId: id },
  runAction: { action: oneOf(...Object.keys(actions)), turnId: optional(id) },
  retryNow: {},
  draftChanged: { text: longText },
  copy: { text: upTo(messageLimits.copiedText) },
  openLink: { href: upTo(messageLimits.link) },
  searchChats: {
    query: shortText,
    scope: oneOf('workspace', 'all'),
    limit: between(1, messageLimits.listedChats),
  },
  closeHistory: {},
  openChat: { id, turnId: optional(id) },
  renameChat: { id, title: name },
  pinChat: { id, pinned: flag },
  deleteChat: { id },
  undoDelete: { id },
  duplicateChat: { id },
  exportRawChat: { id },
  estimate: { turnId: optional(id), text: optional(longText) },
  sendLater: { text: longText, at: between(0, messageLimits.time), starter: optional(longText) },
  editQueued: { id },
  removeQueued: { id },
  restoreQueued: { id },
  moveQueued: { id, by: (value) => value === 1 || value === -1 },
  sendQueued: { id },
  continueQueue: { all: flag },
  reportError: { message: shortText },
};

/** Whether a message from the page is an intent, with no field too many; never throws. */
export function isIntent(value: unknown): value is Intent {
  try {
    return isBoundedMessage(value) && hasIntentFields(value);
  } catch {
    // An object that cannot be looked at was not made by the page.
    return false;
  }
}

function hasIntentFields(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const message = value as Readonly<Record<string, unknown>>;
  const own = (name: string) => (Object.hasOwn(message, name) ? message[name] : undefined);
  const type = own('type');
  if (typeof type !== 'string' || !Object.hasOwn(fields, type)) return false;
  const known = fields[type as Intent['type']];
  return (
    Object.keys(message).every((name) => name === 'type' || Object.hasOwn(known, name)) &&
    Object.entries(known).every(([name, check]) => check(own(name)))
  );
}
