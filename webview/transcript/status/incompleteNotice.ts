/** The line under an incomplete answer, with its actions. */

import { html, nothing, type TemplateResult } from 'lit';
import type { AnswerProblem } from '../../../src/conversation/answer/answerProblem.ts';
import { canContinue } from '../../../src/conversation/continuation.ts';
import type { Turn } from '../../../src/conversation/model.ts';
import type { Intent } from '../../../src/protocol/messages.ts';
import { fill, type UiStrings } from '../../../src/protocol/strings/uiStrings.ts';
import type { PartContext } from '../../state/templateContext.ts';
import { errorTitle, serverWords } from './errorCard.ts';
import { icon } from '../../widgets/icon.ts';

const texts: Readonly<Record<AnswerProblem, keyof UiStrings>> = {
  stopped: 'noticeStopped',
  cutOff: 'noticeCutOff',
  interrupted: 'noticeInterrupted',
  length: 'noticeLength',
  contentFilter: 'noticeContentFilter',
  resource: 'noticeResource',
  aborted: 'noticeAborted',
  empty: 'noticeEmpty',
  thoughtsOnly: 'noticeThoughtsOnly',
  toolMarkup: 'noticeToolMarkup',
};

/** A way on, in the order in which they are offered. */
interface WayOn {
  readonly label: keyof UiStrings;
  readonly intent: Intent;
}

/** What can be done about a trouble; only the last answer of a chat can go on. */
function waysOn(
  turn: Turn,
  trouble: AnswerProblem,
  last: boolean,
  { state }: PartContext,
): WayOn[] {
  const turnId = turn.id;
  // A chat that is only shown cannot be asked anything.
  if (state.panel.onlyShown === true) return [];
  const again: WayOn = { label: 'regenerate', intent: { type: 'regenerate', turnId } };
  switch (trouble) {
    case 'contentFilter':
      return [again, { label: 'hideTurn', intent: { type: 'hideTurn', turnId, hidden: true } }];
    case 'toolMarkup':
      return [
        {
          label: 'askWithoutTools',
          intent: { type: 'regenerate', turnId, withoutTools: true },
        },
        again,
      ];
    case 'aborted':
    case 'cutOff':
    case 'empty':
    case 'interrupted':
    case 'length':
    case 'resource':
    case 'stopped':
    case 'thoughtsOnly':
      return last && canContinue(turn, state.panel.prefix ?? 'none')
        ? [{ label: 'continueAnswer', intent: { type: 'continue', turnId } }, again]
        : [again];
  }
}

/** The notice with its buttons. */
export function incompleteNotice(
  turn: Turn,
  trouble: AnswerProblem,
  last: boolean,
  context: PartContext,
): TemplateResult {
  const { strings, actions } = context;
  return html`<div class="ds-notice" data-part="notice">
    ${icon(turn.status === 'stopped' ? 'info' : 'warning')}
    <span class="ds-notice__text">${noticeText(turn, texts[trouble], strings)}</span>
    <span class="ds-notice__actions">
      ${waysOn(turn, trouble, last, context).map(
        ({ label, intent }) =>
          html`<vscode-button
            appearance="secondary"
            @click=${(event: Event) => {
              actions.post(intent);
              focusComposer(event);
            }}
            >${strings[label]}</vscode-button
          >`,
      )}
    </span>
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

/** The button goes away with its notice; from the composer Escape stops what it began. */
function focusComposer(event: Event): void {
  if (!(event.currentTarget instanceof Element)) return;
  event.currentTarget
    .closest('.ds-panel')
    ?.querySelector<HTMLTextAreaElement>('.ds-composer__text')
    ?.focus();
}
