/** The line in an answer whose request had fields removed because the server refuses them. */

import { html, nothing, type TemplateResult } from 'lit';
import { findTurn } from '../../../src/conversation/activeBranch.ts';
import type { Turn } from '../../../src/conversation/model.ts';
import type { ChangedField } from '../../../src/conversation/requestFingerprint.ts';
import { fill, type UiStrings } from '../../../src/protocol/strings/uiStrings.ts';
import type { PartContext } from '../../state/templateContext.ts';
import { icon } from '../../widgets/icon.ts';
import { shown } from '../../widgets/shown.ts';

/** The line; nothing where all was sent as it was set, or where the answer before says the same already. */
export function alteredRequestNote(
  turn: Turn,
  { strings, state }: PartContext,
): TemplateResult | typeof nothing {
  const altered = alteredIn(turn);
  const before = turn.parentId === null ? undefined : findTurn(state.conversation, turn.parentId);
  if (altered.length === 0 || (before !== undefined && isSame(altered, alteredIn(before)))) {
    return nothing;
  }
  const words = [...new Set(altered.flatMap((item) => item.words ?? []))];
  return html`<div class="ds-notice" data-part="altered">
    ${icon('info')}
    <span class="ds-notice__text">${altered.map((item) => sentence(item, strings)).join(' ')}</span>
    ${
      words.length === 0
        ? nothing
        : html`<details class="ds-error__details">
            <summary>${strings.errorDetails}</summary>
            ${words.map((word) => html`<p class="ds-error__words">${shown(word)}</p>`)}
          </details>`
    }
  </div>`;
}

function alteredIn({ request }: Turn): readonly ChangedField[] {
  return request?.form?.altered ?? [];
}

function isSame(item: readonly ChangedField[], other: readonly ChangedField[]): boolean {
  const keyOf = (fields: readonly ChangedField[]) =>
    JSON.stringify(fields.map(({ field, sent = '' }) => [field, sent]));
  return keyOf(item) === keyOf(other);
}

function sentence({ field, sent }: ChangedField, strings: UiStrings): string {
  return sent === undefined
    ? fill(strings.sentWithout, field)
    : fill(strings.sentOtherwise, field, sent);
}
