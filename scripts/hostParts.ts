/** The files that the host's code is built into, and what each of them is loaded for. */

/** One file of the host's code. */
export interface HostPart {
  /** `dist/NAME.cjs`. */
  readonly name: string;
  /** What begins it: modules that are imported dynamically, or the extension itself. */
  readonly entries: readonly string[];
  /** When it is loaded, to be read after "loaded when". */
  readonly when: string;
}

/** In this order: what several parts need stands in the first of them, so that no code is built twice. */
export const hostParts: readonly HostPart[] = [
  {
    name: 'extension',
    entries: ['src/extension.ts'],
    when: 'VS Code starts the extension',
  },
  {
    name: 'app',
    entries: ['src/app.ts'],
    when: 'the first view or command is used',
  },
  {
    name: 'usage',
    entries: [
      'src/laterUsage.ts',
      'src/storage/usageLedger.ts',
      'src/views/lastAnswerCommands.ts',
      'src/views/moneyNotices.ts',
      'src/views/parameterTexts.ts',
      'src/views/receipts.ts',
      'src/views/spentTotals.ts',
      'src/views/usageViews.ts',
    ],
    when: 'the panel stands',
  },
  {
    name: 'asking',
    entries: [
      'src/chat/askBalance.ts',
      'src/chat/turnRunner.ts',
      'src/chat/continuing.ts',
      'src/chat/repairedPlan.ts',
      'src/chat/requestTargets.ts',
      'src/chat/spendLimit.ts',
      'src/conversation/answerTrouble.ts',
      'src/deepseek/client.ts',
      'src/secrets/redact.ts',
      'src/storage/tidyLog.ts',
      'src/views/chatFind.ts',
      'src/views/keyNotice.ts',
      'src/views/promptHistory.ts',
      'src/views/retiredModel.ts',
    ],
    when: 'the panel is idle, or something is asked',
  },
  {
    name: 'sdk',
    entries: ['src/deepseek/sdkTransport.ts'],
    when: 'the panel is idle, or something is asked',
  },
  {
    name: 'estimates',
    entries: [
      'src/chat/requestEstimate.ts',
      'src/chat/summaryMaker.ts',
      'src/chat/titles.ts',
      'src/views/estimatePane.ts',
      'src/views/summaryNotice.ts',
    ],
    when: 'the page stands and asks for an estimate',
  },
  {
    name: 'history',
    entries: [
      'src/laterHistory.ts',
      'src/chat/chatLibrary.ts',
      'src/chat/chatSearch.ts',
      'src/storage/chatIndex.ts',
      'src/storage/deletedChats.ts',
      'src/views/chatItems.ts',
      'src/views/historyPane.ts',
    ],
    when: 'an empty chat stands, or the list of chats is opened',
  },
  {
    name: 'texts',
    entries: ['src/protocol/english/uiStrings.ts'],
    when: 'VS Code shows its texts in a language that the extension is translated to',
  },
  {
    name: 'commands',
    entries: [
      'src/appCommands.ts',
      'src/laterActions.ts',
      'src/storage/imports/chatImports.ts',
      'src/storage/takeAllLeases.ts',
      'src/views/carryChats.ts',
      'src/views/requestDocuments.ts',
      'src/views/apiKeyPrompt.ts',
      'src/views/cardActions.ts',
      'src/views/consent.ts',
      'src/views/copyChat.ts',
      'src/views/damageNotice.ts',
      'src/views/deleteAllData.ts',
      'src/views/historyCommands.ts',
      'src/views/modelPicker.ts',
      'src/views/settingsNotice.ts',
      'src/views/spendQuestion.ts',
      'src/views/summaryChat.ts',
      'src/views/turnIntents.ts',
      'src/views/walkthrough.ts',
      'src/editor/askSelection.ts',
    ],
    when: 'the panel is idle, or a command, a button or a dialog needs it',
  },
];

/** Where a part lies below the project's folder. */
export function partFile({ name }: HostPart): string {
  return `dist/${name}.cjs`;
}

/** What reads files with chats, in a thread of its own that shares no code with the host's. */
export const workerPart = {
  entry: 'src/storage/imports/importWorker.ts',
  file: 'dist/importWorker.cjs',
  when: 'a file with chats is imported',
} as const;

/** What is loaded until a chat stands in the panel and can be typed into. */
export const firstParts = hostParts.slice(0, 2);
