/** One turn: the user's question in a box, the answer without one. */

import { html, nothing, type TemplateResult } from 'lit';
import { troubleOf } from '../../src/conversation/answer/answerProblem.ts';
import type { Turn } from '../../src/conversation/model.ts';
import { nameHidden } from '../../src/conversation/hiddenCharacters.ts';
import { fill } from '../../src/protocol/strings/uiStrings.ts';
import { activity } from './status/turnActivity.ts';
import { alteredNote } from './status/alteredRequestNote.ts';
import { answerBody } from './answer/answerBody.ts';
import { branchSwitch } from './actions/branchSwitch.ts';
import { sentChip } from '../composer/contextChip.ts';
import { confidenceSwitch } from './answer/tokenConfidence.ts';
import { contained } from '../app/contained.ts';
import type { PartContext } from '../state/templateContext.ts';
import { editMessage } from './actions/editMessage.ts';
import { errorCard } from './status/errorCard.ts';
import { notice } from './status/incompleteNotice.ts';
import { shownLong } from '../widgets/shown.ts';
import { summaryItem } from './summary.ts';
import { actionButtons } from './actions/turnActions.ts';
import { cacheNote, usageLine } from './status/turnUsage.ts';

/** Both articles of a turn; the last turn's actions show without hovering. */
export function turn(
  one: Turn,
  last: boolean,
  context: PartContext,
  summarised = false,
): TemplateResult {
  const draw = (what: string, template: () => unknown) =>
    contained(`${one.id}/${what}`, context, template);
  // A kind of failure that is not known comes from a host of another version: only another page helps.
  const card = one.status === 'failed' ? errorCard(one, context) : nothing;
  return html`${draw('question', () => question(one, summarised, context))}
  ${draw('answer', () => answer(one, { last, summarised, card }, context))}
  ${draw('summary', () => summaryItem(one, context))}`;
}

function question(one: Turn, summarised: boolean, context: PartContext): TemplateResult {
  const { strings, ui } = context;
  const edit = ui.edit?.turnId === one.id ? ui.edit : undefined;
  return html`<article
    class="ds-question ${one.excluded === true || summarised ? 'ds-excluded' : ''}"
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
        ? html`<div class="ds-question__text">${shownLong(one.user.text, 'prose')}</div>
            <div class="ds-question__actions">${actionButtons(one, 'question', context)}</div>`
        : editMessage(edit, context)
    }
    ${
      one.excluded === true || summarised
        ? html`<div class="ds-question__notSent">
            ${one.excluded === true ? strings.notSent : strings.inSummary}
          </div>`
        : nothing
    }
    ${branchSwitch(one, context)}
  </article>`;
}

interface AnswerLooks {
  readonly last: boolean;
  readonly summarised: boolean;
  readonly card: TemplateResult | typeof nothing;
}

function answer(
  one: Turn,
  { last, summarised, card }: AnswerLooks,
  context: PartContext,
): TemplateResult {
  const unsent = one.excluded === true || summarised;
  const { strings } = context;
  const model = one.request?.parameters.model;
  const name =
    model === undefined ? strings.deepSeek : fill(strings.deepSeekWith, nameHidden(model));
  const missing = troubleOf(one);
  return html`<article
    class="ds-answer ${last ? 'ds-answer--last' : ''} ${unsent ? 'ds-excluded' : ''}"
    aria-label=${name}
    aria-busy=${one.status === 'inProgress' ? 'true' : 'false'}
    tabindex="-1"
    data-article="${one.id}/answer"
  >
    ${contained(`${one.id}/body`, context, () => answerBody(one, missing, context))}
    ${one.status === 'inProgress' ? activity(one, context) : alteredNote(one, context)}
    ${missing === undefined ? nothing : notice(one, missing, last, context)} ${card}
    ${one.status === 'inProgress' ? nothing : footer(one, missing !== undefined, context)}
    ${one.status === 'inProgress' ? nothing : cacheNote(one, context)}
  </article>`;
}

/** Receipt and actions in one row; where a notice or a card offers the way on, it is not offered twice. */
function footer(one: Turn, noticed: boolean, context: PartContext): TemplateResult {
  const again = one.status === 'complete' && !noticed;
  return html`<div class="ds-answer__footer">
    ${usageLine(one, context)}
    <span class="ds-answer__actions">
      ${confidenceSwitch(one, context)}
      ${actionButtons(one, 'answer', context, again ? [] : ['regenerate'])}
    </span>
  </div>`;
}
