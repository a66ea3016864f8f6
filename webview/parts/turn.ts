/** One turn: the person's words in a quiet box, the answer flush left without one. */

import { html, nothing, type TemplateResult } from 'lit';
import { answerText, troubleOf, type Trouble } from '../../src/conversation/answerTrouble.ts';
import { contextLabel } from '../../src/conversation/contextLabel.ts';
import type { Turn } from '../../src/conversation/model.ts';
import { fill } from '../../src/protocol/uiStrings.ts';
import { activity } from './activity.ts';
import { chipName } from './chip.ts';
import { confidenceSwitch } from './confidence.ts';
import type { PartContext } from './context.ts';
import { errorCard } from './errorCard.ts';
import { icon, type IconName } from './icon.ts';
import { answerBody } from './answerBody.ts';
import { notice } from './notice.ts';
import { usageLine } from './usage.ts';

/** Both articles of a turn; the last turn's actions show without hovering. */
export function turn(one: Turn, last: boolean, context: PartContext): TemplateResult {
  return html`${question(one, context)}${answer(one, last, context)}`;
}

function question(one: Turn, { strings }: PartContext): TemplateResult {
  return html`<article
    class="ds-question"
    aria-label=${strings.you}
    tabindex="-1"
    data-article="${one.id}/question"
  >
    ${
      one.user.context.length === 0
        ? nothing
        : html`<ul class="ds-question__context" aria-label=${strings.attached}>
            ${one.user.context.map(
              (item) => html`<li class="ds-chip">${chipName(contextLabel(item), item.path)}</li>`,
            )}
          </ul>`
    }
    <div class="ds-question__text">${one.user.text}</div>
    <div class="ds-question__actions">
      ${iconButton('copy', strings.copy, 'copy', `${one.id}/question`)}
    </div>
  </article>`;
}

function answer(one: Turn, last: boolean, context: PartContext): TemplateResult {
  const { strings } = context;
  const model = one.request?.parameters.model;
  const name = model === undefined ? strings.deepSeek : fill(strings.deepSeekWith, model);
  const missing = troubleOf(one);
  return html`<article
    class="ds-answer ${last ? 'ds-answer--last' : ''}"
    aria-label=${name}
    aria-busy=${one.status === 'inProgress' ? 'true' : 'false'}
    tabindex="-1"
    data-article="${one.id}/answer"
  >
    ${answerBody(one, missing, context)}
    ${one.status === 'inProgress' ? activity(one, context) : nothing}
    ${missing === undefined ? nothing : notice(one, missing, last, context)}
    ${one.status === 'failed' ? errorCard(one, context) : nothing}
    ${one.status === 'inProgress' ? nothing : footer(one, missing, context)}
  </article>`;
}

/** Receipt and actions in one row; where a notice or a card offers the way on, it is not offered twice. */
function footer(
  one: Turn,
  missing: Trouble | undefined,
  context: PartContext,
): TemplateResult | typeof nothing {
  const { strings } = context;
  const text = answerText(one) !== '';
  const again = one.status === 'complete' && missing === undefined;
  if (!text && !again && one.usage === undefined) return nothing;
  return html`<div class="ds-answer__footer">
    ${usageLine(one, strings)}
    <span class="ds-answer__actions">
      ${confidenceSwitch(one, context)}
      ${text ? iconButton('copy', strings.copy, 'copy', `${one.id}/answer`) : nothing}
      ${again ? iconButton('refresh', strings.regenerate, 'regenerate', one.id) : nothing}
    </span>
  </div>`;
}

/** Its listener is the transcript's, which reads `data-action`. */
function iconButton(glyph: IconName, label: string, action: string, of: string): TemplateResult {
  return html`<button
    class="ds-iconButton"
    type="button"
    data-action=${action}
    data-of=${of}
    aria-label=${label}
    title=${label}
  >
    ${icon(glyph)}
  </button>`;
}
