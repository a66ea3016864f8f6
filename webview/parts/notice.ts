/** The line under an answer that is not whole, with the way on. */

import { html, nothing, type TemplateResult } from 'lit';
import { textOf } from '../../src/conversation/branch.ts';
import type { Turn } from '../../src/conversation/model.ts';
import { fill, type UiStrings } from '../../src/protocol/uiStrings.ts';
import type { PartContext } from './context.ts';
import { errorTitle, serverWords } from './errorCard.ts';
import { icon } from './icon.ts';

const finishNotices: Readonly<Record<string, keyof UiStrings>> = {
  length: 'noticeLength',
  content_filter: 'noticeContentFilter',
  insufficient_system_resource: 'noticeResource',
  aborted: 'noticeAborted',
};

/** Which notice a turn needs (contract 8); none while it runs, when it failed, or when its answer is whole. */
export function noticeOf(turn: Turn): keyof UiStrings | undefined {
  if (turn.status === 'stopped') return 'noticeStopped';
  if (turn.status === 'interrupted') {
    // Without a cause it was VS Code that ended, not the connection.
    return turn.error === undefined ? 'noticeCutOff' : 'noticeInterrupted';
  }
  if (turn.status !== 'complete') return undefined;
  const byReason = Object.hasOwn(finishNotices, turn.finishReason ?? '')
    ? finishNotices[turn.finishReason ?? '']
    : undefined;
  if (byReason !== undefined) return byReason;
  const calls = turn.parts.some((part) => part.kind === 'toolCall');
  return !calls && textOf(turn, 'content').trim() === '' ? 'noticeEmpty' : undefined;
}

/** The notice with its button. */
export function notice(
  turn: Turn,
  key: keyof UiStrings,
  { strings, actions, state }: PartContext,
): TemplateResult {
  return html`<div class="ds-notice" data-part="notice">
    ${icon(turn.status === 'stopped' ? 'info' : 'warning')}
    <span class="ds-notice__text">${noticeText(turn, key, strings)}</span>
    ${
      state.panel.onlyShown === true
        ? nothing
        : html`<vscode-button
            appearance="secondary"
            @click=${() => actions.post({ type: 'regenerate', turnId: turn.id })}
            >${strings.regenerate}</vscode-button
          >`
    }
    ${turn.error === undefined ? nothing : serverWords(turn.error, strings)}
  </div>`;
}

/** A cause that is known better than "the connection ended" is named. */
function noticeText(turn: Turn, key: keyof UiStrings, strings: UiStrings): string {
  const { status, error } = turn;
  const usual = error === undefined || error.kind === 'interrupted' || error.kind === 'network';
  return status !== 'interrupted' || usual
    ? strings[key]
    : fill(strings.noticeInterruptedBy, errorTitle(error, strings));
}
