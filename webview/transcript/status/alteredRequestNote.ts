/** The line in an answer whose request had fields removed because the server refuses them. */

import { html, nothing, type TemplateResult } from 'lit';
import { findTurn } from '../../../src/conversation/activeBranch.ts';
import type { Turn } from '../../../src/conversation/model.ts';
import type { AlteredField } from '../../../src/conversation/requestFingerprint.ts';
import { fill, type UiStrings } from '../../../src/protocol/strings/uiStrings.ts';
import type { PartContext } from '../../state/templateContext.ts';
import { icon } from '../../widgets/icon.ts';
import { shown } from '../../widgets/shown.ts';

/** The line; nothing where all was sent as it was set, or where the answer before says the same already. */
export function alteredNote(
  turn: Turn,
  { strings, state }: PartContext,
): TemplateResult | typeof nothing {
  const altered = alteredIn(turn);
  const before = turn.parentId === null ? undefined : findTurn(state.conversation, turn.parentId);
  if (altered.length === 0 || (before !== undefined && isSame(altered, alteredIn(before)))) {
    return nothing;
  }
  const words = [...new Set(altered.flatMap((one) => one.words ?? []))];
  return html`<div class="ds-notice" data-part="altered">
    ${icon('info')}
    <span class="ds-notice__text">${altered.map((one) => sentence(one, strings)).join(' ')}</span>
    ${
      words.length === 0
        ? nothing
        : html`<details class="ds-error__details">
            <summary>${strings.errorDetails}</summary>
            ${words.map((one) => html`<p class="ds-error__words">${shown(one)}</p>`)}
          </details>`
    }
  </div>`;
}

function alteredIn({ request }: Turn): readonly AlteredField[] {
  return request?.form?.altered ?? [];
}

function isSame(one: readonly AlteredField[], other: readonly AlteredField[]): boolean {
  const keyOf = (fields: readonly AlteredField[]) =>
    JSON.stringify(fields.map(({ field, sent = '' }) => [field, sent]));
  return keyOf(one) === keyOf(other);
}

function sentence({ field, sent }: AlteredField, strings: UiStrings): string {
  return sent === undefined
    ? fill(strings.sentWithout, field)
    : fill(strings.sentOtherwise, field, sent);
}
