/** A JSON answer: a collapsible tree, its source, or where parsing failed. */

import { html, nothing, type TemplateResult } from 'lit';
import { textOf } from '../../../src/conversation/activeBranch.ts';
import { readJsonAnswer, type JsonAnswer } from '../../../src/conversation/answer/jsonAnswer.ts';
import type { Turn } from '../../../src/conversation/model.ts';
import type { JsonNode } from '../../../src/conversation/answer/losslessJson.ts';
import { fill, type UiStrings } from '../../../src/protocol/strings/uiStrings.ts';
import type { PartContext } from '../../state/templateContext.ts';
import { icon } from '../../widgets/icon.ts';
import { shown, shownLong } from '../../widgets/shown.ts';

/** So many children of one value are drawn until the user asks for all. */
const firstChildren = 100;
/** So deep the tree is open from the beginning. */
const openDepth = 2;

/** The answer of a turn that asked for JSON; while it streams, its text. */
export function jsonView(turn: Turn, context: PartContext): TemplateResult {
  const { strings, ui, actions } = context;
  if (turn.status === 'inProgress') return rawText(turn);
  const answer = readJsonAnswer(turn);
  if (answer.kind !== 'tree') {
    return html`${problem(answer, strings)}${answer.kind === 'empty' ? nothing : rawText(turn)}`;
  }
  const key = `${turn.id}/json:text`;
  const asText = ui.folds[key] ?? false;
  return html`<div class="ds-json" role="group" aria-label=${strings.jsonTree}>
    <div class="ds-json__bar">
      <span class="ds-json__name">${strings.jsonTree}</span>
      <button class="ds-textButton" type="button" @click=${() => actions.toggleFold(key, !asText)}>
        ${asText ? strings.jsonShowTree : strings.jsonShowText}
      </button>
      ${iconButton('copy', strings.jsonCopy, { action: 'copyJson', of: turn.id })}
      ${iconButton('save', strings.jsonSave, { action: 'saveJson', of: turn.id })}
    </div>
    ${
      asText
        ? rawText(turn)
        : html`<div class="ds-json__tree">
            ${row(answer.root, '', { key: `${turn.id}/json`, depth: 0 }, context)}
          </div>`
    }
  </div>`;
}

/** What is wrong with it, in words. */
function problem(
  answer: Exclude<JsonAnswer, { kind: 'tree' }>,
  strings: UiStrings,
): TemplateResult {
  return html`<div class="ds-notice" data-part="json-problem">
    ${icon('warning')}<span class="ds-notice__text">${problemText(answer, strings)}</span>
  </div>`;
}

function problemText(answer: Exclude<JsonAnswer, { kind: 'tree' }>, strings: UiStrings): string {
  switch (answer.kind) {
    case 'empty':
      return strings.jsonEmpty;
    case 'tooDeep':
      return strings.jsonTooDeep;
    case 'cut':
      return fill(strings.jsonCut, answer.line, answer.column);
    case 'broken':
      return answer.near === ''
        ? fill(strings.jsonBroken, answer.line, answer.column)
        : fill(strings.jsonBrokenNear, answer.line, answer.column, answer.near);
  }
}

function rawText(turn: Turn): TemplateResult {
  return html`<pre class="ds-json__text" tabindex="0">
${shownLong(textOf(turn, 'content'), 'code')}</pre>`;
}

interface Place {
  /** Where it stands among the folds. */
  readonly key: string;
  readonly depth: number;
}

function row(node: JsonNode, name: string, place: Place, context: PartContext): TemplateResult {
  const label =
    name === ''
      ? nothing
      : html`<span class="ds-json__key">${shown(name, 'code')}</span><span>: </span>`;
  if (node.kind === 'object' || node.kind === 'array') return branch(node, label, place, context);
  const text = node.kind === 'string' ? JSON.stringify(node.value) : node.text;
  return html`<div class="ds-json__row">
    ${label}<span class="ds-json__value ds-json__value--${node.kind}">${shown(text, 'code')}</span>
  </div>`;
}

function branch(
  node: Extract<JsonNode, { kind: 'object' | 'array' }>,
  label: TemplateResult | typeof nothing,
  place: Place,
  context: PartContext,
): TemplateResult {
  const { strings, ui, actions } = context;
  const children: readonly (readonly [string, JsonNode])[] =
    node.kind === 'object'
      ? node.entries.map(({ key, value }) => [key, value])
      : node.items.map((item, index) => [String(index), item]);
  const signs = node.kind === 'object' ? ['{', '}'] : ['[', ']'];
  if (children.length === 0) {
    return html`<div class="ds-json__row">${label}<span>${signs.join('')}</span></div>`;
  }
  const open = ui.folds[place.key] ?? (place.depth < openDepth && children.length <= firstChildren);
  const count = countText(node.kind, children.length, strings);
  return html`<div class="ds-json__row">
      <button
        class="ds-json__toggle"
        type="button"
        aria-expanded=${open ? 'true' : 'false'}
        @click=${() => actions.toggleFold(place.key, !open)}
      >
        ${icon(open ? 'chevronDown' : 'chevronRight')}${label}<span class="ds-json__count"
          >${signs[0]} ${count} ${signs[1]}</span
        >
      </button>
    </div>
    ${open ? list(children, place, context) : nothing}`;
}

function countText(kind: 'object' | 'array', count: number, strings: UiStrings): string {
  if (count === 1) return kind === 'object' ? strings.jsonField : strings.jsonItem;
  return fill(kind === 'object' ? strings.jsonFields : strings.jsonItems, count);
}

function list(
  children: readonly (readonly [string, JsonNode])[],
  place: Place,
  context: PartContext,
): TemplateResult {
  const { strings, ui, actions } = context;
  const all = `${place.key}:all`;
  const shown = ui.folds[all] === true ? children : children.slice(0, firstChildren);
  const left = children.length - shown.length;
  return html`<ul class="ds-json__list">
    ${shown.map(
      ([name, child], index) =>
        html`<li>
          ${row(child, name, { key: `${place.key}/${index}`, depth: place.depth + 1 }, context)}
        </li>`,
    )}
    ${
      left === 0
        ? nothing
        : html`<li>
            <button
              class="ds-textButton"
              type="button"
              @click=${() => actions.toggleFold(all, true)}
            >
              ${fill(strings.jsonMore, left)}
            </button>
          </li>`
    }
  </ul>`;
}

/** Its listener is the transcript's, which reads `data-action`. */
function iconButton(
  glyph: 'copy' | 'save',
  label: string,
  does: { readonly action: string; readonly of: string },
): TemplateResult {
  return html`<button
    class="ds-iconButton"
    type="button"
    data-action=${does.action}
    data-of=${does.of}
    aria-label=${label}
    title=${label}
  >
    ${icon(glyph)}
  </button>`;
}
