/** The bar of "Find in Chat": search text, match count, navigation and two options. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { fill, type UiStrings } from '../../src/protocol/strings/uiStrings.ts';
import type { FindActions, FindView } from './find.ts';
import type { PartContext } from '../state/templateContext.ts';
import { icon, type IconName } from '../widgets/icon.ts';

/** Shown above the transcript while the user looks for something. */
export function findBar(find: FindView, { strings, actions }: PartContext): TemplateResult {
  const { find: act } = actions;
  return html`<div
    class="ds-find"
    role="search"
    @keydown=${(event: KeyboardEvent) => onKey(event, act)}
  >
    <input
      class="ds-find__text"
      dir="auto"
      type="text"
      aria-label=${strings.findLabel}
      placeholder=${strings.findLabel}
      .value=${live(find.query)}
      @input=${(event: Event) => act.setQuery(textOf(event))}
    />
    <span class="ds-find__count" role="status">${countText(find, strings)}</span>
    <span class="ds-find__buttons">
      ${toggle('caseSensitive', strings.findMatchCase, find.matchCase, () => act.toggle('matchCase'))}
      ${toggle('lightbulb', strings.findReasoning, find.reasoning, () => act.toggle('reasoning'))}
      ${button('arrowUp', strings.findPrevious, () => act.next(-1))}
      ${button('arrowDown', strings.findNext, () => act.next(1))}
      ${button('close', strings.findClose, () => act.close())}
    </span>
  </div>`;
}

/** "3 of 17"; nothing while nothing is looked for or the answer is on its way. */
function countText(find: FindView, strings: UiStrings): string {
  if (find.query.trim() === '' || find.total === undefined) return '';
  if (find.total === 0) return strings.findNone;
  return fill(find.more ? strings.findCountMore : strings.findCount, find.current + 1, find.total);
}

function button(
  glyph: IconName,
  label: string,
  act: () => void,
  pressed?: boolean,
): TemplateResult {
  return html`<button
    class="ds-iconButton"
    type="button"
    aria-label=${label}
    title=${label}
    aria-pressed=${pressed === undefined ? nothing : pressed ? 'true' : 'false'}
    @click=${act}
  >
    ${icon(glyph)}
  </button>`;
}

function toggle(glyph: IconName, label: string, on: boolean, act: () => void): TemplateResult {
  return button(glyph, label, act, on);
}

/** Enter belongs to the text alone: on a button it presses that. */
function onKey(event: KeyboardEvent, act: FindActions): void {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
    event.preventDefault();
    act.next(event.shiftKey ? -1 : 1);
  } else if (event.key === 'Escape') {
    event.preventDefault();
    act.close();
  }
}

function textOf(event: Event): string {
  return event.currentTarget instanceof HTMLInputElement ? event.currentTarget.value : '';
}
