/** The queued messages above the composer, with the reason for waiting and the actions of each. */

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { contextLabel } from '../../src/conversation/context/contextLabel.ts';
import type { HoldReason, QueuedMessage } from '../../src/conversation/model.ts';
import { queueOf } from '../../src/conversation/queue.ts';
import { fill, type UiStrings } from '../../src/protocol/strings/uiStrings.ts';
import { formatTime } from '../widgets/format.ts';
import { hostNow } from '../state/state.ts';
import { chipName } from './contextChip.ts';
import type { PartContext } from '../state/templateContext.ts';
import { icon, type IconName } from '../widgets/icon.ts';
import { isRunning } from '../state/isRunning.ts';
import { shown } from '../widgets/shown.ts';

/** Why the queue is held, in words. */
const heldKeys: Readonly<Record<HoldReason, keyof UiStrings>> = {
  stopped: 'queueHeldStopped',
  failed: 'queueHeldFailed',
  notWhole: 'queueHeldNotWhole',
  reopened: 'queueHeldReopened',
  late: 'queueHeldLate',
  branch: 'queueHeldBranch',
};

/** The list; nothing while nothing waits and nothing was removed a moment ago. */
export function queue(context: PartContext): TemplateResult | typeof nothing {
  const { strings, state, ui } = context;
  const messages = queueOf(state.conversation);
  const undo = ui.queueUndo === undefined ? nothing : undoBar(context);
  if (messages.length === 0) return html`${undo}`;
  return html`${undo}
    <div class="ds-queue">
      <ol class="ds-queue__list" aria-label=${strings.queue}>
        ${repeat(
          messages,
          ({ id }) => id,
          (message, index) => row(message, index, messages.length, context),
        )}
      </ol>
      ${held(messages, context)}
    </div>`;
}

function row(
  message: QueuedMessage,
  index: number,
  count: number,
  context: PartContext,
): TemplateResult {
  const { strings, state, actions } = context;
  const { id, user, notBefore } = message;
  const nth = index + 1;
  const readOnly = state.panel.onlyShown === true;
  return html`<li
    class="ds-queue__row"
    data-queued=${id}
    @keydown=${(event: KeyboardEvent) => actions.queue.onKey(event, id)}
  >
    <div class="ds-queue__message">
      ${user.text === '' ? nothing : html`<div class="ds-queue__text" dir="auto">${shown(user.text, 'prose')}</div>`}
      ${user.context.map(
        (item) =>
          html`<span class="ds-chip">${chipName(contextLabel(item), contextLabel(item))}</span>`,
      )}
      ${notBefore === undefined ? nothing : timeLine(id, notBefore, nth, context)}
    </div>
    ${
      readOnly
        ? nothing
        : html`<span class="ds-queue__actions">
            ${
              count < 2
                ? nothing
                : html`${button('up', 'chevronUp', fill(strings.queueUp, nth), index === 0, () =>
                    actions.queue.move(id, -1),
                  )}
                  ${button('down', 'chevronDown', fill(strings.queueDown, nth), nth === count, () =>
                    actions.queue.move(id, 1),
                  )}`
            }
            ${button('edit', 'edit', fill(strings.queueEdit, nth), false, () =>
              actions.queue.edit(message),
            )}
            ${button('remove', 'close', fill(strings.queueRemove, nth), false, () =>
              actions.queue.remove(id),
            )}
          </span>`
    }
  </li>`;
}

/** A message that waits for its time says until when. */
function timeLine(
  id: string,
  notBefore: number,
  nth: number,
  { strings, state, now, actions }: PartContext,
): TemplateResult {
  const passed = notBefore <= hostNow(state, now);
  const text = passed ? strings.queueWasDue : strings.queueUntil;
  return html`<div class="ds-queue__time">
    ${icon('clock')}<span>${fill(text, formatTime(notBefore, now))}</span>
    ${
      state.panel.onlyShown === true
        ? nothing
        : html`<button
            class="ds-textButton"
            type="button"
            aria-label=${fill(strings.queueSendNowLabel, nth)}
            @click=${() => actions.queue.sendNow(id)}
          >
            ${strings.queueSendNow}
          </button>`
    }
  </div>`;
}

function button(
  action: string,
  glyph: IconName,
  label: string,
  useless: boolean,
  act: () => void,
): TemplateResult {
  return html`<button
    class="ds-iconButton"
    type="button"
    data-queue-action=${action}
    aria-label=${label}
    title=${label}
    aria-disabled=${useless ? 'true' : nothing}
    @click=${act}
  >
    ${icon(glyph)}
  </button>`;
}

/** Why nothing goes by itself, with the ways on. */
function held(
  messages: readonly QueuedMessage[],
  context: PartContext,
): TemplateResult | typeof nothing {
  const { strings, state, actions } = context;
  const reason = state.panel.queueHeld;
  if (reason === undefined || state.panel.onlyShown === true) return nothing;
  const branches = reason === 'branch' || Object.keys(state.branches).length > 0;
  return html`<div class="ds-queue__held">
    ${icon('pause')}
    <span class="ds-queue__reason"
      >${strings[heldKeys[reason]]}${branches ? ` ${strings.queueBranch}` : nothing}</span
    >
    ${
      isRunning(context)
        ? nothing
        : html`<button
            class="ds-textButton"
            type="button"
            @click=${() => actions.queue.goOn(false)}
          >
            ${strings.queueSendNext}
          </button>`
    }
    ${
      messages.length < 2 && !isRunning(context)
        ? nothing
        : html`<button class="ds-textButton" type="button" @click=${() => actions.queue.goOn(true)}>
            ${strings.queueSendAll}
          </button>`
    }
  </div>`;
}

function undoBar({ strings, actions }: PartContext): TemplateResult {
  return html`<div class="ds-chatNotice ds-queueUndo" role="group" aria-label=${strings.queue}>
    ${icon('trash')}<span class="ds-chatNotice__text">${strings.announceQueueRemoved}</span>
    <button class="ds-textButton" type="button" @click=${() => actions.queue.undo()}>
      ${strings.undo}
    </button>
  </div>`;
}
