/** The comments in a shown request, in the user's language. */

import * as vscode from 'vscode';
import type { RequestTexts } from '../../chat/sent/annotatedRequest.ts';
import type { OmittedPart } from '../../chat/sent/omittedParts.ts';
import type { Turn } from '../../conversation/model.ts';
import type { ChangedField } from '../../conversation/requestFingerprint.ts';

/** The texts. */
export function createRequestTexts(): RequestTexts {
  return {
    title: (message) => vscode.l10n.t('Request of message {0}', message),
    proven: (hash) =>
      vscode.l10n.t(
        'Proven: made again from the stored chat, and its SHA-256 is the one kept when it was sent, {0}',
        hash,
      ),
    unproven: (why) =>
      vscode.l10n.t(
        'NOT PROVEN: made again from the stored chat, but not what was sent. {0}',
        why.join(' '),
      ),
    olderRecord: vscode.l10n.t('The version that sent it kept less of how it was made.'),
    earlierMissing: vscode.l10n.t('The beginning of the chat is missing.'),
    credentialNotKept: vscode.l10n.t(
      'A field of the setting extraBody looks like a credential, so its value was not kept.',
    ),
    otherMessages: (numbers) => vscode.l10n.t('These messages are others now: {0}.', numbers),
    otherFields: vscode.l10n.t('Fields beside the messages are others now.'),
    masked: vscode.l10n.t('Keys and values that look like credentials are masked.'),
    badAddress: vscode.l10n.t('The address that is stored for this request is not valid.'),
    sentAt: (time, profile) => vscode.l10n.t('Sent: {0}, as for the profile {1}', time, profile),
    ended: endedText,
    responseId: (id) => vscode.l10n.t('Response id: {0}', id),
    traceId: (id) => vscode.l10n.t('Trace id (x-ds-trace-id): {0}', id),
    usage: ({ prompt, cached, completion, reasoning = 0 }) =>
      reasoning === 0
        ? vscode.l10n.t('Tokens: {0} in, {1} of them cached; {2} out', prompt, cached, completion)
        : vscode.l10n.t(
            'Tokens: {0} in, {1} of them cached; {2} out, {3} of them thinking',
            prompt,
            cached,
            completion,
            reasoning,
          ),
    altered: alteredText,
    repairs: (names) =>
      vscode.l10n.t('Repaired, since the server refused it otherwise: {0}', names),
    headersUnknown: vscode.l10n.t('Which other headers went with it was not kept.'),
    beside: (beside, deleted) =>
      deleted === 0
        ? vscode.l10n.t('Not sent: other branches, messages in them: {0}', beside)
        : vscode.l10n.t(
            'Not sent: other branches, messages in them: {0}, deleted: {1}',
            beside,
            deleted,
          ),
    source: sourceText,
    joined: vscode.l10n.t(
      '(joined to the one before, since the server wants the roles to alternate)',
    ),
    jsonWords: vscode.l10n.t('(with words that ask for JSON)'),
    withheld: withheldText,
    shortened: (characters) =>
      vscode.l10n.t('[{0} more characters; copy the body to have them]', characters),
  };
}

function endedText({ status, finishReason, error }: Turn): string {
  const words = error === undefined || error.message === '' ? '' : `: ${error.message}`;
  const http = error?.status === undefined ? '' : ` (HTTP ${error.status})`;
  switch (status) {
    case 'complete':
      return vscode.l10n.t('Answered whole, finish reason {0}', finishReason ?? '?');
    case 'stopped':
      return vscode.l10n.t('Stopped by you');
    case 'interrupted':
      return `${vscode.l10n.t('The answer broke off')}${http}${words}`;
    case 'failed':
      return `${vscode.l10n.t('Failed')}${http}${words}`;
    case 'inProgress':
      return vscode.l10n.t('Being answered');
  }
}

function alteredText({ field, sent, words = '' }: ChangedField): string {
  const what =
    sent === undefined
      ? vscode.l10n.t('Left out: {0}', field)
      : vscode.l10n.t('Changed: {0} to {1}', field, sent);
  return words === '' ? what : `${what}. ${vscode.l10n.t('The server said: {0}', words)}`;
}

function sourceText(from: Parameters<RequestTexts['source']>[0], message: number): string {
  switch (from) {
    case 'system':
      return vscode.l10n.t('Sent: the system text');
    case 'summary':
      return vscode.l10n.t('Sent: the summary of the turns up to {0}, in their place', message);
    case 'question':
      return vscode.l10n.t('Sent: question {0}', message);
    case 'answer':
      return vscode.l10n.t('Sent: answer {0}', message);
    case 'begun':
      return vscode.l10n.t('Sent: the beginning of answer {0}, to go on from', message);
    case 'goOn':
      return vscode.l10n.t('Sent: words that ask to go on');
  }
}

function withheldText(part: OmittedPart, message: number): string {
  switch (part.what) {
    case 'turn':
      return part.rule === 'excluded'
        ? vscode.l10n.t('Not sent: message {0} and its answer, excluded from context', message)
        : vscode.l10n.t('Not sent: message {0}, in which there is nothing to send', message);
    case 'answer':
      return vscode.l10n.t('Not sent: answer {0}, in which the model said nothing', message);
    case 'thoughts':
      return vscode.l10n.t(
        'Not sent: the thoughts of answer {0}, which the server does not want back',
        message,
      );
    case 'toolMarkup':
      return vscode.l10n.t('Not sent: a tool call written into answer {0}', message);
    case 'piece':
      return vscode.l10n.t(
        'Not sent: {0}, attached to message {1} and excluded from context',
        part.label,
        message,
      );
  }
}
