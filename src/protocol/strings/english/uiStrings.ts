/** The page's strings in English, by feature; VS Code's translations are keyed by them. */

import { createActionStrings } from './actionStrings.ts';
import { createActivityStrings } from './activityStrings.ts';
import { createAnswerStrings } from './answerStrings.ts';
import { createBranchStrings } from './branchStrings.ts';
import { createComposerStrings } from './composerStrings.ts';
import { createErrorStrings } from './errorStrings.ts';
import { createFindStrings } from './findStrings.ts';
import { createHistoryStrings } from './historyStrings.ts';
import { createJsonStrings } from './jsonStrings.ts';
import { createMarkdownStrings } from './markdownStrings.ts';
import { createMessageStrings } from './messageStrings.ts';
import { createModelStrings } from './modelStrings.ts';
import { createPageStrings } from './pageStrings.ts';
import { createParameterStrings } from './parameterStrings.ts';
import { createQueueStrings } from './queueStrings.ts';
import { createRequestStrings } from './requestStrings.ts';
import { createServerErrorStrings } from './serverErrorStrings.ts';
import { createSummaryStrings } from './summaryStrings.ts';
import { createTranscriptStrings } from './transcriptStrings.ts';
import type { Translator } from './translator.ts';

/** Translates every string of the page; `UiStrings` is what it returns. */
export function createUiStrings(vscode: Translator) {
  return {
    ...createActionStrings(vscode),
    ...createActivityStrings(vscode),
    ...createAnswerStrings(vscode),
    ...createBranchStrings(vscode),
    ...createComposerStrings(vscode),
    ...createErrorStrings(vscode),
    ...createFindStrings(vscode),
    ...createHistoryStrings(vscode),
    ...createJsonStrings(vscode),
    ...createMarkdownStrings(vscode),
    ...createMessageStrings(vscode),
    ...createModelStrings(vscode),
    ...createPageStrings(vscode),
    ...createParameterStrings(vscode),
    ...createQueueStrings(vscode),
    ...createRequestStrings(vscode),
    ...createServerErrorStrings(vscode),
    ...createSummaryStrings(vscode),
    ...createTranscriptStrings(vscode),
  };
}
