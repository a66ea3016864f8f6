/** All texts of the page; the host translates them, `{0}` is a placeholder. */

import type { ModelStrings } from './modelStrings.ts';
import type { ParameterStrings } from './parameterStrings.ts';
import type { SummaryStrings } from './summaryStrings.ts';
import type { QueueStrings } from './queueStrings.ts';
import type { ReadingStrings } from './transcriptStrings.ts';
import type { RequestStrings } from './requestStrings.ts';

/** Keyed by use; English in `src/protocol/strings/english/uiStrings.ts`. */
export interface UiStrings
  extends
    ParameterStrings,
    ModelStrings,
    QueueStrings,
    ReadingStrings,
    RequestStrings,
    SummaryStrings {
  // Composer
  readonly composerLabel: string;
  readonly composerPlaceholder: string;
  readonly composerHint: string;
  readonly send: string;
  readonly stop: string;
  readonly model: string;
  readonly thinking: string;
  readonly thinkingValue: string;
  readonly thinkingAuto: string;
  readonly thinkingOff: string;
  readonly effortLow: string;
  readonly effortHigh: string;
  readonly effortMax: string;
  readonly starter: string;
  readonly starterPlaceholder: string;
  readonly starterRemove: string;
  // Transcript
  readonly conversation: string;
  readonly you: string;
  readonly deepSeek: string;
  readonly deepSeekWith: string;
  readonly newBelow: string;
  readonly attached: string;
  readonly removeContext: string;
  readonly announceAttached: string;
  readonly announceRemoved: string;
  // Find in Chat
  readonly findLabel: string;
  readonly findCount: string;
  readonly findCountMore: string;
  readonly findNone: string;
  readonly findPrevious: string;
  readonly findNext: string;
  readonly findMatchCase: string;
  readonly findReasoning: string;
  readonly findClose: string;
  // Empty state
  readonly emptyTitle: string;
  readonly emptyText: string;
  readonly emptyNoKey: string;
  readonly setApiKey: string;
  // Reasoning
  readonly reasoning: string;
  readonly thinkingLive: string;
  readonly thinkingLiveFor: string;
  readonly thought: string;
  readonly thoughtFor: string;
  readonly tokens: string;
  // Spans of time
  readonly seconds: string;
  readonly minutes: string;
  readonly minutesSeconds: string;
  // Message actions
  readonly copy: string;
  readonly copyCode: string;
  readonly copied: string;
  readonly hiddenInCopy: string;
  readonly hiddenInCopyOne: string;
  readonly hiddenCopied: string;
  readonly hiddenCopiedOne: string;
  readonly copyWithoutHidden: string;
  readonly copyWithHidden: string;
  readonly closeCopyOffer: string;
  readonly regenerate: string;
  readonly edit: string;
  readonly editMessage: string;
  readonly editHint: string;
  readonly branch: string;
  readonly delete: string;
  readonly exclude: string;
  readonly excludePiece: string;
  readonly notSent: string;
  readonly moreActions: string;
  readonly answerDifferently: string;
  readonly withThinking: string;
  readonly withMoreThinking: string;
  readonly withoutThinking: string;
  readonly withOtherModel: string;
  readonly waitForAnswer: string;
  readonly onlyShown: string;
  // Branches
  readonly branches: string;
  readonly previousBranch: string;
  readonly nextBranch: string;
  readonly firstBranch: string;
  readonly lastBranch: string;
  readonly branchPlace: string;
  readonly announceBranch: string;
  readonly announceExcluded: string;
  readonly announceIncluded: string;
  readonly deleted: string;
  readonly undo: string;
  readonly announceUndone: string;
  // Markdown
  readonly code: string;
  readonly table: string;
  readonly image: string;
  readonly imageWithHost: string;
  readonly footnote: string;
  readonly footnoteBack: string;
  readonly formula: string;
  readonly taskDone: string;
  readonly taskOpen: string;
  // What the turn in progress waits for
  readonly sending: string;
  readonly waitingRunning: string;
  readonly waitingMinute: string;
  readonly queued: string;
  readonly working: string;
  readonly stalled: string;
  readonly retryingIn: string;
  readonly retryNow: string;
  readonly cancel: string;
  // Announcements
  readonly announceStart: string;
  readonly announceComplete: string;
  readonly announceStopped: string;
  readonly announceInterrupted: string;
  readonly announceFailed: string;
  // Notices under an answer
  readonly noticeStopped: string;
  readonly noticeCutOff: string;
  readonly noticeInterrupted: string;
  readonly noticeInterruptedBy: string;
  readonly noticeLength: string;
  readonly noticeContentFilter: string;
  readonly noticeResource: string;
  readonly noticeAborted: string;
  readonly noticeEmpty: string;
  readonly noticeThoughtsOnly: string;
  readonly noticeToolMarkup: string;
  readonly continueAnswer: string;
  readonly hideTurn: string;
  readonly askWithoutTools: string;
  readonly thoughtsAsAnswer: string;
  readonly unparsedToolCall: string;
  // How sure the model was
  readonly showConfidence: string;
  readonly confidence: string;
  readonly confidenceHint: string;
  readonly confidenceOthers: string;
  readonly percent: string;
  readonly tokenSpace: string;
  readonly tokenBreak: string;
  // Error cards
  readonly errorStatus: string;
  readonly errorDetails: string;
  readonly errorHost: string;
  readonly errorAuthTitle: string;
  readonly errorAuthText: string;
  readonly errorNoKeyTitle: string;
  readonly errorNoKeyText: string;
  readonly errorKeyUnavailableTitle: string;
  readonly errorKeyUnavailableText: string;
  readonly errorBaseUrlTitle: string;
  readonly errorBaseUrlText: string;
  readonly errorNotLoadedTitle: string;
  readonly errorNotLoadedText: string;
  readonly errorSpendLimitTitle: string;
  readonly errorSpendLimitText: string;
  readonly errorUnencryptedTitle: string;
  readonly errorUnencryptedText: string;
  readonly errorBalanceTitle: string;
  readonly errorBalanceText: string;
  readonly errorRateLimitTitle: string;
  readonly errorRateLimitText: string;
  readonly errorContextTitle: string;
  readonly errorContextText: string;
  readonly errorContextCount: string;
  readonly errorContextLimit: string;
  readonly errorModelTitle: string;
  readonly errorModelText: string;
  readonly errorModelOffered: string;
  readonly errorModerationTitle: string;
  readonly errorModerationText: string;
  readonly errorInvalidRequestTitle: string;
  readonly errorInvalidRequestText: string;
  readonly errorOverloadedTitle: string;
  readonly errorOverloadedText: string;
  readonly errorServerTitle: string;
  readonly errorServerText: string;
  readonly errorNetworkTitle: string;
  readonly errorNetworkText: string;
  readonly errorTlsTitle: string;
  readonly errorTlsText: string;
  readonly errorProxyTitle: string;
  readonly errorProxyText: string;
  readonly errorTimeoutTitle: string;
  readonly errorTimeoutText: string;
  readonly errorInterruptedTitle: string;
  readonly errorInterruptedText: string;
  readonly errorAbortedTitle: string;
  readonly errorAbortedText: string;
  readonly errorBadResponseTitle: string;
  readonly errorBadResponseText: string;
  readonly errorEmptyTitle: string;
  readonly errorEmptyText: string;
  readonly errorUnknownTitle: string;
  readonly errorUnknownText: string;
  // Actions
  readonly actionTopUp: string;
  readonly actionRetry: string;
  readonly actionRetryIn: string;
  readonly actionSelectModel: string;
  readonly actionNewChat: string;
  readonly actionOpenBaseUrl: string;
  readonly actionOpenProxy: string;
  readonly actionOpenCertificates: string;
  readonly actionTakeBack: string;
  readonly actionUpdateModelSetting: string;
  readonly actionTakeOver: string;
  readonly actionBranchChat: string;
  readonly actionShowLog: string;
  readonly actionReloadWindow: string;
  // List of chats
  readonly history: string;
  readonly searchChats: string;
  readonly chats: string;
  readonly scope: string;
  readonly scopeWorkspace: string;
  readonly scopeAll: string;
  readonly closeHistory: string;
  readonly pin: string;
  readonly rename: string;
  readonly newName: string;
  readonly duplicate: string;
  /** Copies the file of a chat that cannot be read. */
  readonly exportRaw: string;
  /** In the place of the name of such a chat. */
  readonly unreadableChat: string;
  readonly groupPinned: string;
  readonly groupToday: string;
  readonly groupYesterday: string;
  readonly groupWeek: string;
  readonly untitledChat: string;
  readonly oneTurn: string;
  readonly turns: string;
  readonly markRunning: string;
  readonly markUnseen: string;
  readonly noChats: string;
  readonly noChatsInWorkspace: string;
  readonly nothingFound: string;
  readonly showAllChats: string;
  readonly searching: string;
  readonly deletedChat: string;
  readonly restoredChat: string;
  readonly oneChatFound: string;
  readonly chatsFound: string;
  readonly moreChatsFound: string;
  readonly recents: string;
  // Error boundary
  readonly pageFailed: string;
  readonly messageFailed: string;
  readonly reload: string;
}

/** Puts values into the placeholders `{0}`, `{1}`, … of a text. */
export function fill(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? whole : String(value);
  });
}
