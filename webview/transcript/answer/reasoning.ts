/** The model's reasoning: one line when folded, text with a thin rule when open. */

import { html, nothing, type TemplateResult } from 'lit';
import { partDuration } from '../../../src/conversation/activeBranch.ts';
import type { TextPart, Turn } from '../../../src/conversation/model.ts';
import { formatCount } from '../../../src/protocol/formatCount.ts';
import { fill } from '../../../src/protocol/strings/uiStrings.ts';
import { formatSpan } from '../../widgets/format.ts';
import { markdown } from '../../markdown/markdownDirective.ts';
import { hostNow } from '../../state/state.ts';
import type { PartContext } from '../../state/templateContext.ts';
import { icon } from '../../widgets/icon.ts';

/** Names a reasoning part among the folds. */
export function foldKey(turn: Turn, part: TextPart): string {
  return `${turn.id}/${part.id}`;
}

/** Open while the model still thinks, folded once the answer begins, unless the user chose. */
export function reasoning(turn: Turn, part: TextPart, context: PartContext): TemplateResult {
  const { strings, ui, actions } = context;
  const live = turn.status === 'inProgress' && turn.parts.at(-1) === part;
  const key = foldKey(turn, part);
  const open = ui.folds[key] ?? live;
  const id = `reasoning-${key}`;
  return html`<div class="ds-reasoning">
    <button
      class="ds-reasoning__toggle"
      type="button"
      aria-expanded=${open ? 'true' : 'false'}
      aria-controls=${open ? id : nothing}
      @click=${() => actions.toggleFold(key, !open)}
    >
      ${icon(open ? 'chevronDown' : 'chevronRight')}<span>${label(turn, part, live, context)}</span>
    </button>
    ${
      open
        ? html`<div
            class="ds-reasoning__text"
            id=${id}
            role="group"
            aria-label=${strings.reasoning}
          >
            ${markdown(part.text, strings, live)}
          </div>`
        : nothing
    }
  </div>`;
}

function label(turn: Turn, part: TextPart, live: boolean, context: PartContext): string {
  const { strings, state, now } = context;
  if (live) {
    const ms = hostNow(state, now) - part.startedAt;
    return ms < 1000
      ? strings.thinkingLive
      : fill(strings.thinkingLiveFor, formatSpan(Math.floor(ms / 1000) * 1000, strings));
  }
  const ms = partDuration(turn, part);
  const thought =
    ms === undefined ? strings.thought : fill(strings.thoughtFor, formatSpan(ms, strings));
  const tokens = turn.usage?.reasoning;
  const alone = turn.parts.filter((other) => other.kind === 'reasoning').length === 1;
  return tokens === undefined || !alone
    ? thought
    : `${thought} · ${fill(strings.tokens, formatCount(tokens))}`;
}
