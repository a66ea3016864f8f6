/** One turn: the user's question in a box, the answer without one. */

import { html, nothing, type TemplateResult } from 'lit';
import { getAnswerProblem } from '../../src/conversation/answer/answerProblem.ts';
import type { Turn } from '../../src/conversation/model.ts';
import { nameHidden } from '../../src/conversation/hiddenCharacters.ts';
import { fill } from '../../src/protocol/strings/uiStrings.ts';
import { activity } from './status/turnActivity.ts';
import { alteredRequestNote } from './status/alteredRequestNote.ts';
import { answerBody } from './answer/answerBody.ts';
import { branchSwitch } from './actions/branchSwitch.ts';
import { sentChip } from '../composer/contextChip.ts';
import { confidenceSwitch } from './answer/tokenConfidence.ts';
import { contained } from '../app/contained.ts';
import type { PartContext } from '../state/templateContext.ts';
import { editMessage } from './actions/editMessage.ts';
import { errorCard } from './status/errorCard.ts';
import { incompleteNotice } from './status/incompleteNotice.ts';
import { shownLong } from '../widgets/shown.ts';
import { summaryItem } from './summary.ts';
import { actionButtons } from './actions/turnActions.ts';
import { cacheNote, usageLine } from './status/turnUsage.ts';

/** Both articles of a turn; the last turn's actions show without hovering. */
export function turn(
  item: Turn,
  last: boolean,
  context: PartContext,
  summarised = false,
): TemplateResult {
  const draw = (what: string, template: () => unknown) =>
    contained(`${item.id}/${what}`, context, template);
  // A kind of failure that is not known comes from a host of another version: only another page helps.
  const card = item.status === 'failed' ? errorCard(item, context) : nothing;
  return html`${draw('question', () => question(item, summarised, context))}
  ${draw('answer', () => answer(item, { last, summarised, card }, context))}
  ${draw('summary', () => summaryItem(item, context))}`;
}

function question(turn: Turn, summarised: boolean, context: PartContext): TemplateResult {
  const { strings, ui } = context;
  const edit = ui.edit?.turnId === turn.id ? ui.edit : undefined;
  return html`<article
    class="ds-question ${turn.excluded === true || summarised ? 'ds-excluded' : ''}"
    aria-label=${strings.you}
    tabindex="-1"
    data-article="${turn.id}/question"
  >
    ${
      turn.user.context.length === 0
        ? nothing
        : html`<ul class="ds-question__context" aria-label=${strings.attached}>
            ${turn.user.context.map((item) => sentChip(item, turn, context))}
          </ul>`
    }
    ${
      edit === undefined
        ? html`<div class="ds-question__text" dir="auto">${shownLong(turn.user.text, 'prose')}</div>
            <div class="ds-question__actions">${actionButtons(turn, 'question', context)}</div>`
        : editMessage(edit, context)
    }
    ${
      turn.excluded === true || summarised
        ? html`<div class="ds-question__notSent">
            ${turn.excluded === true ? strings.notSent : strings.inSummary}
          </div>`
        : nothing
    }
    ${branchSwitch(turn, context)}
  </article>`;
}

interface AnswerLooks {
  readonly last: boolean;
  readonly summarised: boolean;
  readonly card: TemplateResult | typeof nothing;
}

function answer(
  turn: Turn,
  { last, summarised, card }: AnswerLooks,
  context: PartContext,
): TemplateResult {
  const unsent = turn.excluded === true || summarised;
  const { strings } = context;
  const model = turn.request?.parameters.model;
  const name =
    model === undefined ? strings.deepSeek : fill(strings.deepSeekWith, nameHidden(model));
  const missing = getAnswerProblem(turn);
  return html`<article
    class="ds-answer ${last ? 'ds-answer--last' : ''} ${unsent ? 'ds-excluded' : ''}"
    aria-label=${name}
    aria-busy=${turn.status === 'inProgress' ? 'true' : 'false'}
    tabindex="-1"
    data-article="${turn.id}/answer"
  >
    ${contained(`${turn.id}/body`, context, () => answerBody(turn, missing, context))}
    ${turn.status === 'inProgress' ? activity(turn, context) : alteredRequestNote(turn, context)}
    ${missing === undefined ? nothing : incompleteNotice(turn, missing, last, context)} ${card}
    ${turn.status === 'inProgress' ? nothing : footer(turn, missing !== undefined, context)}
    ${turn.status === 'inProgress' ? nothing : cacheNote(turn, context)}
  </article>`;
}

/** Receipt and actions in one row; where a notice or a card offers the way on, it is not offered twice. */
function footer(turn: Turn, noticed: boolean, context: PartContext): TemplateResult {
  const again = turn.status === 'complete' && !noticed;
  return html`<div class="ds-answer__footer">
    ${usageLine(turn, context)}
    <span class="ds-answer__actions">
      ${confidenceSwitch(turn, context)}
      ${actionButtons(turn, 'answer', context, again ? [] : ['regenerate'])}
    </span>
  </div>`;
}
