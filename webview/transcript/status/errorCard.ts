/** The card of a failed turn, with its action and the countdown of an automatic retry. */

import { html, nothing, type TemplateResult } from 'lit';
import type { ErrorAction, ErrorData } from '../../../src/conversation/errors.ts';
import { nameHidden } from '../../../src/conversation/hiddenCharacters.ts';
import type { Turn } from '../../../src/conversation/model.ts';
import {
  actionLabels,
  errorEntry,
  errorTable,
  isErrorKind,
  needsServerWords,
} from '../../../src/protocol/errorTable.ts';
import type { Activity } from '../../../src/protocol/messages.ts';
import { fill, type UiStrings } from '../../../src/protocol/strings/uiStrings.ts';
import { formatSpan } from '../../widgets/format.ts';
import { hostNow } from '../../state/state.ts';
import type { PartContext } from '../../state/templateContext.ts';
import { icon } from '../../widgets/icon.ts';
import { shown } from '../../widgets/shown.ts';

/** Title of a failure, with the HTTP status when there was one. */
export function errorTitle(error: ErrorData, strings: UiStrings): string {
  const title = strings[errorEntry(error).title];
  return error.status === undefined ? title : fill(strings.errorStatus, title, error.status);
}

/** The card of a failed turn. */
export function errorCard(turn: Turn, context: PartContext): TemplateResult {
  const { strings } = context;
  const error: ErrorData = turn.error ?? { kind: 'unknown', message: '' };
  const { explanation } = errorEntry(error);
  const { action, otherAction } = waysOn(turn, error, context);
  const wait = action === 'retry' ? retryWait(turn, error, context) : 0;
  const label =
    wait > 0
      ? fill(strings.actionRetryIn, formatSpan(wait, strings))
      : strings[actionLabels[action]];
  return html`<div class="ds-error" role="alert">
    ${icon('error')}
    <div class="ds-error__body">
      <div class="ds-error__title">${errorTitle(error, strings)}</div>
      <div class="ds-error__text">${strings[explanation]} ${particulars(error, strings)}</div>
      ${
        context.state.panel.onlyShown === true
          ? nothing
          : html`<div class="ds-error__actions" aria-live="off">
              <vscode-button @click=${() => act(turn, action, context)}>${label}</vscode-button>
              ${
                otherAction === undefined
                  ? nothing
                  : html`<button
                      class="ds-textButton"
                      type="button"
                      @click=${() => act(turn, otherAction, context)}
                    >
                      ${strings[actionLabels[otherAction]]}
                    </button>`
              }
            </div>`
      }
      ${serverWords(error, strings)}
    </div>
  </div>`;
}

/** The buttons; what was too long can be asked again once a summary stands for earlier turns. */
function waysOn(
  turn: Turn,
  error: ErrorData,
  { state }: PartContext,
): { readonly action: ErrorAction; readonly otherAction?: ErrorAction } {
  const { action, otherAction } = errorEntry(error);
  if (action !== 'summarise') return { action, ...(otherAction && { otherAction }) };
  const isShorter = [...state.conversation.turns.values()].some(
    ({ summary }) => summary !== undefined && summary.at > (turn.endedAt ?? turn.startedAt),
  );
  return isShorter
    ? { action: 'retry', otherAction: action }
    : { action, ...(otherAction && { otherAction }) };
}

/** Milliseconds until the server wants to hear again; zero when that is over or was not said. */
export function retryWait(
  turn: Turn,
  error: ErrorData,
  { state, now }: Pick<PartContext, 'state' | 'now'>,
): number {
  if (error.retryAfterMs === undefined || turn.endedAt === undefined) return 0;
  return Math.max(0, turn.endedAt + error.retryAfterMs - hostNow(state, now));
}

/** Does what the button says; a message that is taken back goes before what is in the composer. */
function act(turn: Turn, action: ErrorAction, { actions, ui }: PartContext): void {
  if (action === 'takeBack') {
    actions.setDraft([turn.user.text, ui.draft].filter((text) => text !== '').join('\n\n'));
  }
  actions.post({ type: 'runAction', action, turnId: turn.id });
}

/** What the server counted or offers, in the user's language. */
function particulars({ models, tokens }: ErrorData, strings: UiStrings): string {
  if (models !== undefined) {
    return fill(strings.errorModelOffered, models.map((id) => nameHidden(id)).join(', '));
  }
  if (tokens === undefined) return '';
  return tokens.requested === undefined
    ? fill(strings.errorContextLimit, tokens.limit)
    : fill(strings.errorContextCount, tokens.requested, tokens.limit);
}

/** The server's own words and host, folded unless the words alone say what is wrong; nothing where there are none. */
export function serverWords(error: ErrorData, strings: UiStrings): TemplateResult | typeof nothing {
  if (error.message === '' && error.host === undefined) return nothing;
  const words =
    error.message === ''
      ? nothing
      : html`<p class="ds-error__words" dir="auto">${shown(error.message)}</p>`;
  const host =
    error.host === undefined
      ? nothing
      : html`<p>${fill(strings.errorHost, nameHidden(error.host))}</p>`;
  const isOpen = needsServerWords(error);
  if (isOpen && host === nothing) return html`${words}`;
  return html`${isOpen ? words : nothing}
    <details class="ds-error__details">
      <summary>${strings.errorDetails}</summary>
      ${isOpen ? nothing : words}${host}
    </details>`;
}

/** A passing fault: what it was, when it is tried again, and how to hasten or end that. */
export function retryCard(
  activity: Extract<Activity, { kind: 'retrying' }>,
  { strings, state, now, actions }: PartContext,
): TemplateResult {
  const left = Math.max(0, activity.inMs - (now - state.panelAt));
  const title = isErrorKind(activity.reason)
    ? strings[errorTable[activity.reason].title]
    : nameHidden(activity.reason);
  return html`<div class="ds-error" role="alert">
    ${icon('error')}
    <div class="ds-error__body">
      <div class="ds-error__title">${title}</div>
      <div class="ds-error__text" aria-live="off">
        ${fill(strings.retryingIn, formatSpan(Math.ceil(left / 1000) * 1000, strings))}
      </div>
      <div class="ds-error__actions">
        <vscode-button @click=${() => actions.post({ type: 'retryNow' })}
          >${strings.retryNow}</vscode-button
        >
        <button class="ds-textButton" type="button" @click=${() => actions.post({ type: 'stop' })}>
          ${strings.cancel}
        </button>
      </div>
    </div>
  </div>`;
}
