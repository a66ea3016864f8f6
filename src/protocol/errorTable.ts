/** The texts and button of each kind of failure. */

import {
  errorKinds,
  type ErrorAction,
  type ErrorData,
  type ErrorKind,
  type FailureReason,
} from '../conversation/errors.ts';
import type { UiStrings } from './strings/uiStrings.ts';

/** The texts and actions of an error kind. */
export interface ErrorEntry {
  readonly title: keyof UiStrings;
  readonly explanation: keyof UiStrings;
  /** The button, unless the failure itself names another. */
  readonly action: ErrorAction;
  /** Another way on, beside it. */
  readonly otherAction?: ErrorAction;
}

/** Cause and button for every kind. */
export const errorTable: Readonly<Record<ErrorKind, ErrorEntry>> = {
  auth: { title: 'errorAuthTitle', explanation: 'errorAuthText', action: 'setApiKey' },
  balance: { title: 'errorBalanceTitle', explanation: 'errorBalanceText', action: 'topUp' },
  rateLimit: { title: 'errorRateLimitTitle', explanation: 'errorRateLimitText', action: 'retry' },
  context: {
    title: 'errorContextTitle',
    explanation: 'errorContextText',
    action: 'summarise',
    otherAction: 'summariseToNew',
  },
  model: { title: 'errorModelTitle', explanation: 'errorModelText', action: 'selectModel' },
  moderation: {
    title: 'errorModerationTitle',
    explanation: 'errorModerationText',
    action: 'takeBack',
  },
  invalidRequest: {
    title: 'errorInvalidRequestTitle',
    explanation: 'errorInvalidRequestText',
    action: 'showLog',
  },
  overloaded: {
    title: 'errorOverloadedTitle',
    explanation: 'errorOverloadedText',
    action: 'retry',
  },
  server: { title: 'errorServerTitle', explanation: 'errorServerText', action: 'retry' },
  network: { title: 'errorNetworkTitle', explanation: 'errorNetworkText', action: 'retry' },
  tls: { title: 'errorTlsTitle', explanation: 'errorTlsText', action: 'openCertificateSetting' },
  proxy: { title: 'errorProxyTitle', explanation: 'errorProxyText', action: 'openProxySetting' },
  timeout: { title: 'errorTimeoutTitle', explanation: 'errorTimeoutText', action: 'retry' },
  interrupted: {
    title: 'errorInterruptedTitle',
    explanation: 'errorInterruptedText',
    action: 'retry',
  },
  aborted: { title: 'errorAbortedTitle', explanation: 'errorAbortedText', action: 'retry' },
  badResponse: {
    title: 'errorBadResponseTitle',
    explanation: 'errorBadResponseText',
    action: 'openBaseUrlSetting',
  },
  unknown: {
    title: 'errorUnknownTitle',
    explanation: 'errorUnknownText',
    action: 'retry',
    otherAction: 'showLog',
  },
};

/** Overrides the texts of a kind if the reason is known. */
const reasonTable: Readonly<Record<FailureReason, Omit<ErrorEntry, 'action'>>> = {
  noKey: { title: 'errorNoKeyTitle', explanation: 'errorNoKeyText' },
  keyUnavailable: { title: 'errorKeyUnavailableTitle', explanation: 'errorKeyUnavailableText' },
  baseUrl: { title: 'errorBaseUrlTitle', explanation: 'errorBaseUrlText' },
  unencrypted: { title: 'errorUnencryptedTitle', explanation: 'errorUnencryptedText' },
  spendLimit: { title: 'errorSpendLimitTitle', explanation: 'errorSpendLimitText' },
  notLoaded: { title: 'errorNotLoadedTitle', explanation: 'errorNotLoadedText' },
  emptyAnswer: { title: 'errorEmptyTitle', explanation: 'errorEmptyText' },
};

/** What is mended in another place, from where the user comes back to ask again. */
const elsewhere: ReadonlySet<ErrorAction> = new Set([
  'topUp',
  'openBaseUrlSetting',
  'openProxySetting',
  'openCertificateSetting',
  'showLog',
]);

/** Explanations that send the reader to the log. */
const mentionsLog: ReadonlySet<keyof UiStrings> = new Set([
  'errorInvalidRequestText',
  'errorUnknownText',
]);

/** The texts and buttons of a failure. */
export function errorEntry(error: ErrorData): ErrorEntry {
  const usual = errorTable[error.kind];
  const { title, explanation, otherAction }: Omit<ErrorEntry, 'action'> =
    error.reason === undefined ? usual : reasonTable[error.reason];
  const action = error.action ?? usual.action;
  const other = otherWay(action, explanation) ?? otherAction;
  return { title, explanation, action, ...(other === undefined ? {} : { otherAction: other }) };
}

/** An explanation that mentions the log comes with the log. */
function otherWay(action: ErrorAction, explanation: keyof UiStrings): ErrorAction | undefined {
  if (mentionsLog.has(explanation) && action !== 'showLog') return 'showLog';
  return elsewhere.has(action) ? 'retry' : undefined;
}

/** Whether only the server's words say what is wrong: the kind is unknown, or the request was refused. */
export function needsServerWords({ kind, reason, status }: ErrorData): boolean {
  if (reason !== undefined) return false;
  return kind === 'unknown' || kind === 'invalidRequest' || status === 400 || status === 422;
}

/** The text of each action's button. */
export const actionLabels: Readonly<Record<ErrorAction, keyof UiStrings>> = {
  setApiKey: 'setApiKey',
  topUp: 'actionTopUp',
  retry: 'actionRetry',
  selectModel: 'actionSelectModel',
  newChat: 'actionNewChat',
  openBaseUrlSetting: 'actionOpenBaseUrl',
  openProxySetting: 'actionOpenProxy',
  openCertificateSetting: 'actionOpenCertificates',
  takeBack: 'actionTakeBack',
  updateModelSetting: 'actionUpdateModelSetting',
  takeOver: 'actionTakeOver',
  branchChat: 'actionBranchChat',
  summarise: 'actionSummarise',
  summariseToNew: 'actionSummariseToNew',
  cancelSummary: 'cancel',
  dismissSummary: 'closeHistory',
  dropAttachments: 'actionDropAttachments',
  showLog: 'actionShowLog',
  reloadWindow: 'actionReloadWindow',
};

/** Whether a text names a kind of failure. */
export function isErrorKind(text: string): text is ErrorKind {
  return (errorKinds as readonly string[]).includes(text);
}
