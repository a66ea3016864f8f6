/** Shows the status of a chat's summary, with its actions. */

import * as vscode from 'vscode';
import type { ChatSession } from '../../chat/session/chatSession.ts';
import type { Summaries } from '../../chat/generate/summaries.ts';
import type { SummaryFailure } from '../../chat/generate/summaryFailure.ts';
import type { ErrorKind } from '../../conversation/errors.ts';
import type { Notice } from '../../protocol/messages.ts';

/** The line; none where nothing was asked for or it is there. */
export function summaryNotice(session: ChatSession, summaries: Summaries): readonly Notice[] {
  const state = summaries.of(session);
  if (state === undefined) return [];
  const id = 'summary';
  if (state.kind === 'running') {
    const { turns } = state;
    const text =
      turns === 1
        ? vscode.l10n.t('Summarizing 1 turn…')
        : vscode.l10n.t('Summarizing {0} turns…', turns);
    return [{ id, text, action: 'cancelSummary' }];
  }
  const text = failureText(state.why);
  const isFinal = state.why.kind === 'nothing' || state.why.kind === 'tooLong';
  if (isFinal) return [{ id, text, action: 'dismissSummary' }];
  const log = mentionsLog(state.why) ? ({ thirdAction: 'showLog' } as const) : {};
  return [{ id, text, action: 'summarise', otherAction: 'dismissSummary', ...log }];
}

/** Whether the text sends the reader to the log. */
function mentionsLog(why: SummaryFailure): boolean {
  return why.kind === 'request' && causeText(why.error.kind) === causeText('unknown');
}

function failureText(why: SummaryFailure): string {
  switch (why.kind) {
    case 'nothing':
      return vscode.l10n.t('There is nothing left to summarize in this chat.');
    case 'tooLong':
      return vscode.l10n.t(
        'The next turn alone is too long to be summarized. Leave it out, or what is attached to it.',
      );
    case 'declined':
    case 'incomplete':
      return vscode.l10n.t('The summary did not come to an end. Nothing was changed.');
    case 'request':
      return vscode.l10n.t(
        'No summary was made: {0} Nothing was changed.',
        causeText(why.error.kind),
      );
  }
}

function causeText(kind: ErrorKind): string {
  switch (kind) {
    case 'auth':
      return vscode.l10n.t('the key was not taken.');
    case 'balance':
      return vscode.l10n.t('the balance is used up.');
    case 'rateLimit':
    case 'overloaded':
    case 'server':
      return vscode.l10n.t('the server is busy.');
    case 'context':
      return vscode.l10n.t('it is more than the model can read.');
    case 'moderation':
      return vscode.l10n.t('the server declined the text.');
    case 'aborted':
    case 'badResponse':
    case 'interrupted':
    case 'invalidRequest':
    case 'model':
    case 'network':
    case 'proxy':
    case 'timeout':
    case 'tls':
    case 'unknown':
      return vscode.l10n.t('the request failed; the log says more.');
  }
}
