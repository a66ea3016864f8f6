/** The body of an answer: reasoning, text, and leaked tool calls shown separately. */

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { answerText, type AnswerProblem } from '../../../src/conversation/answer/answerProblem.ts';
import { isJsonTurn } from '../../../src/conversation/answer/jsonAnswer.ts';
import type { Part, PositionedToken, TextPart, Turn } from '../../../src/conversation/model.ts';
import { splitLeakedToolCalls } from '../../../src/conversation/answer/leakedToolCalls.ts';
import { markdown } from '../../markdown/markdownDirective.ts';
import { confidence, showsConfidence } from './tokenConfidence.ts';
import { contained } from '../../app/contained.ts';
import type { PartContext } from '../../state/templateContext.ts';
import { jsonView } from './jsonTree.ts';
import { reasoning } from './reasoning.ts';
import { shownLong } from '../../widgets/shown.ts';

/** The parts of an answer in order; `trouble` is what it lacks. */
export function answerBody(
  turn: Turn,
  trouble: AnswerProblem | undefined,
  context: PartContext,
): TemplateResult {
  return html`${repeat(
    joined(turn),
    (part) => part.id,
    (part) => contained(`${turn.id}/${part.id}`, context, () => partView(turn, part, context)),
  )}
  ${trouble === 'thoughtsOnly' ? thoughtsAsAnswer(turn, context) : nothing}`;
}

/** An answer that went on is one text, also where the model thought again in between. */
function joined(turn: Turn): readonly Part[] {
  if (turn.continues === undefined && turn.starter === undefined) return turn.parts;
  const first = turn.parts.find((part): part is TextPart => part.kind === 'content');
  if (first === undefined) return turn.parts;
  let all = '';
  const tokens: PositionedToken[] = [];
  for (const part of turn.parts) {
    if (part.kind !== 'content') continue;
    for (const token of part.tokens ?? []) tokens.push({ ...token, at: token.at + all.length });
    all += part.text;
  }
  const whole: TextPart = { ...first, text: all, ...(tokens.length === 0 ? {} : { tokens }) };
  return turn.parts
    .filter((part) => part === first || part.kind !== 'content')
    .map((part) => (part === first ? whole : part));
}

function partView(turn: Turn, part: Part, context: PartContext): TemplateResult | typeof nothing {
  switch (part.kind) {
    case 'reasoning':
      return reasoning(turn, part, context);
    case 'content':
      return content(turn, part, context);
    case 'toolCall':
      return nothing;
  }
}

function content(
  turn: Turn,
  part: TextPart,
  context: PartContext,
): TemplateResult | typeof nothing {
  const { strings } = context;
  if (part.tokens !== undefined && showsConfidence(turn, context)) {
    return html`<div class="ds-answer__content" data-part="content">
      ${confidence(part, context)}
    </div>`;
  }
  if (isJsonTurn(turn)) {
    return html`<div class="ds-answer__content" data-part="content">
      ${jsonView(turn, context)}
    </div>`;
  }
  const { text, markup } = splitLeakedToolCalls(part.text, turn.status === 'inProgress');
  return html`${
    text === '' && markup !== ''
      ? nothing
      : html`<div class="ds-answer__content" data-part="content">
          ${markdown(text, strings, turn.status === 'inProgress')}
        </div>`
  }
  ${
    markup === ''
      ? nothing
      : html`<details class="ds-answer__leak">
          <summary>${strings.unparsedToolCall}</summary>
          <pre tabindex="0">${shownLong(markup, 'code')}</pre>
        </details>`
  }`;
}

/** Reasoning shown as the answer, with a label that says so. */
function thoughtsAsAnswer(turn: Turn, { strings }: PartContext): TemplateResult {
  return html`<div class="ds-answer__thoughts">
    <div class="ds-answer__label">${strings.thoughtsAsAnswer}</div>
    <div class="ds-answer__content" data-part="content">${markdown(answerText(turn), strings)}</div>
  </div>`;
}
