/** The transcript as a log of articles; ended turns are rendered once. */

import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { activeBranch } from '../../src/conversation/activeBranch.ts';
import type { Turn } from '../../src/conversation/model.ts';
import { fill } from '../../src/protocol/strings/uiStrings.ts';
import type { PartContext } from '../state/templateContext.ts';
import { retryWait } from './status/errorCard.ts';
import { disabledReason } from '../state/isRunning.ts';
import { recents } from './recentChats.ts';
import { isSummarised } from './summary.ts';
import { turn } from './turn.ts';
import { otherWays } from './actions/turnActions.ts';

/** The turns of the active branch, or what this is when there are none. */
export function transcript(context: PartContext): TemplateResult {
  const turns = activeBranch(context.state.conversation);
  return html`<div class="ds-column">
    ${context.state.earlier > 0 ? more(context.strings.loadEarlier, () => context.actions.loadEarlier()) : nothing}
    ${turns.length === 0 ? empty(context) : nothing}
    ${repeat(
      turns,
      (turn) => turn.id,
      (item, index) => {
        const last = index === turns.length - 1;
        const summarised = isSummarised(index, context);
        return guard([...dependencies(item, last, context), summarised], () =>
          turn(item, last, context, summarised),
        );
      },
    )}
    ${context.state.later > 0 || turns.length === 0 ? nothing : spent(context)}
    ${context.state.later > 0 ? more(context.strings.loadLater, () => context.actions.loadLater()) : nothing}
  </div>`;
}

/** What the look of a turn depends on besides the turn; what counts seconds depends on the time. */
function dependencies(turn: Turn, last: boolean, context: PartContext): unknown[] {
  const { ui, state, now } = context;
  const edit = ui.edit?.turnId === turn.id ? ui.edit : undefined;
  const ways = otherWays(context).length > 0;
  const estimate = edit && state.estimates?.edit;
  const received = [state.branches[turn.id], state.receipts?.[turn.id], estimate];
  const dependencies = [turn, last, ui.folds, ...received, disabledReason(context), edit, ways];
  const ticks =
    turn.status === 'inProgress' ||
    (turn.error !== undefined && retryWait(turn, turn.error, { state, now }) > 0);
  return ticks ? [...dependencies, state.panel, now] : [...dependencies, state.panel.prefix];
}

/** What the chat and the day have cost, below the last answer. */
function spent({ state }: PartContext): TemplateResult | typeof nothing {
  const { spent: pieces } = state.panel;
  if (pieces === undefined) return nothing;
  const last = pieces.length - 1;
  const text = pieces.map((piece, index) => (index < last ? `${piece} ·` : piece));
  return html`<div class="ds-spent" data-part="spent">
    ${text.map((piece) => html`<span class="ds-usage__piece">${piece}</span> `)}
  </div>`;
}

function more(label: string, load: () => void): TemplateResult {
  return html`<div class="ds-more">
    <button class="ds-textButton" type="button" @click=${load}>${label}</button>
  </div>`;
}

function empty(context: PartContext): TemplateResult {
  const { strings, state, actions } = context;
  const { key, host } = state.panel;
  const missing = key === 'missing';
  return html`<div class="ds-empty">
    <p class="ds-empty__title">${strings.emptyTitle}</p>
    <p class="ds-empty__text">${fill(missing ? strings.emptyNoKey : strings.emptyText, host)}</p>
    ${
      missing
        ? html`<vscode-button
            @click=${() => actions.post({ type: 'runAction', action: 'setApiKey' })}
            >${strings.setApiKey}</vscode-button
          >`
        : nothing
    }
    ${recents(context)}
  </div>`;
}
