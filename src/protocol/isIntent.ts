/** The guard of the host's border: a message from the page counts only if every field is right. */

import type { ErrorAction } from '../conversation/errors.ts';
import { longestName } from './history.ts';
import { isParameterChange } from './isParameterChange.ts';
import type { Intent } from './messages.ts';

type Check = (value: unknown) => boolean;

/** The longest text that a page may send, in UTF-16 code units. */
export const longestText = 4_000_000;

const id: Check = (value) => typeof value === 'string' && /^[a-z0-9-]{1,64}$/.test(value);
const shortText: Check = (value) => typeof value === 'string' && value.length <= 2_048;
const longText: Check = (value) => typeof value === 'string' && value.length <= longestText;
const name: Check = (value) =>
  typeof value === 'string' && value.trim() !== '' && value.length <= longestName;
const flag: Check = (value) => typeof value === 'boolean';
const whole: Check = (value) => Number.isInteger(value);
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
  ready: { protocol: whole, build: shortText, at: optional(id) },
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
  copy: { text: longText },
  openLink: { href: shortText },
  searchChats: { query: shortText, scope: oneOf('workspace', 'all'), limit: whole },
  closeHistory: {},
  openChat: { id, turnId: optional(id) },
  renameChat: { id, title: name },
  pinChat: { id, pinned: flag },
  deleteChat: { id },
  undoDelete: { id },
  duplicateChat: { id },
  exportRawChat: { id },
  estimate: { turnId: optional(id), text: optional(longText) },
  sendLater: { text: longText, at: whole, starter: optional(longText) },
  editQueued: { id },
  removeQueued: { id },
  restoreQueued: { id },
  moveQueued: { id, by: (value) => value === 1 || value === -1 },
  sendQueued: { id },
  continueQueue: { all: flag },
  reportError: { message: shortText },
};

/** Whether a message from the page is an intent, with no field too many. */
export function isIntent(value: unknown): value is Intent {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const message = value as Readonly<Record<string, unknown>>;
  const type = message['type'];
  if (typeof type !== 'string' || !Object.hasOwn(fields, type)) return false;
  const known = fields[type as Intent['type']];
  return (
    Object.keys(message).every((name) => name === 'type' || Object.hasOwn(known, name)) &&
    Object.entries(known).every(([name, check]) => check(message[name]))
  );
}
