/** One turn: the person's words in a quiet box, the answer flush left without one. */

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { isJsonTurn } from '../../src/conversation/jsonAnswer.ts';
import type { Part, Turn } from '../../src/conversation/model.ts';
import { fill } from '../../src/protocol/uiStrings.ts';
import { markdown } from '../markdown/markdownDirective.ts';
import { activity } from './activity.ts';
import { branchSwitch } from './branchSwitch.ts';
import { sentChip } from './chip.ts';
import type { PartContext } from './context.ts';
import { editMessage } from './editMessage.ts';
import { errorCard } from './errorCard.ts';
import { jsonView } from './jsonTree.ts';
import { notice, noticeOf } from './notice.ts';
import { reasoning } from './reasoning.ts';
import { actionButtons } from './turnActions.ts';
import { usageLine } from './usage.ts';

/** Both articles of a turn; the last turn's actions show without hovering. */
export function turn(one: Turn, last: boolean, context: PartContext): TemplateResult {
  return html`${question(one, context)}${answer(one, last, context)}`;
}

function question(one: Turn, context: PartContext): TemplateResult {
  const { strings, ui } = context;
  const edit = ui.edit?.turnId === one.id ? ui.edit : undefined;
  return html`<article
    class="ds-question ${one.excluded === true ? 'ds-excluded' : ''}"
    aria-label=${strings.you}
    tabindex="-1"
    data-article="${one.id}/question"
  >
    ${
      one.user.context.length === 0
        ? nothing
        : html`<ul class="ds-question__context" aria-label=${strings.attached}>
            ${one.user.context.map((item) => sentChip(item, one, context))}
          </ul>`
    }
    ${
      edit === undefined
        ? html`<div class="ds-question__text">${one.user.text}</div>
            <div class="ds-question__actions">${actionButtons(one, 'question', context)}</div>`
        : editMessage(edit, context)
    }
    ${
      one.excluded === true
        ? html`<div class="ds-question__notSent">${strings.notSent}</div>`
        : nothing
    }
    ${branchSwitch(one, context)}
  </article>`;
}

function answer(one: Turn, last: boolean, context: PartContext): TemplateResult {
  const { strings } = context;
  const model = one.request?.parameters.model;
  const name = model === undefined ? strings.deepSeek : fill(strings.deepSeekWith, model);
  const missing = noticeOf(one);
  return html`<article
    class="ds-answer ${last ? 'ds-answer--last' : ''} ${one.excluded === true ? 'ds-excluded' : ''}"
    aria-label=${name}
    aria-busy=${one.status === 'inProgress' ? 'true' : 'false'}
    tabindex="-1"
    data-article="${one.id}/answer"
  >
    ${repeat(
      one.parts,
      (part) => part.id,
      (part) => partView(one, part, context),
    )}
    ${one.status === 'inProgress' ? activity(one, context) : nothing}
    ${missing === undefined ? nothing : notice(one, missing, context)}
    ${one.status === 'failed' ? errorCard(one, context) : nothing}
    ${one.status === 'inProgress' ? nothing : footer(one, missing !== undefined, context)}
  </article>`;
}

function partView(one: Turn, part: Part, context: PartContext): TemplateResult | typeof nothing {
  switch (part.kind) {
    case 'reasoning':
      return reasoning(one, part, context);
    case 'content':
      return html`<div class="ds-answer__content" data-part="content">
        ${isJsonTurn(one) ? jsonView(one, context) : markdown(part.text, context.strings)}
      </div>`;
    case 'toolCall':
      return nothing;
  }
}

/** Receipt and actions in one row; where a notice or a card offers the way on, it is not offered twice. */
function footer(one: Turn, noticed: boolean, context: PartContext): TemplateResult {
  const again = one.status === 'complete' && !noticed;
  return html`<div class="ds-answer__footer">
    ${usageLine(one, context.strings)}
    <span class="ds-answer__actions">
      ${actionButtons(one, 'answer', context, again ? [] : ['regenerate'])}
    </span>
  </div>`;
}
