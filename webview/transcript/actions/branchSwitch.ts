/** The switch between a turn's branches. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Turn } from '../../../src/conversation/model.ts';
import { fill } from '../../../src/protocol/strings/uiStrings.ts';
import { isRunning } from '../../state/isRunning.ts';
import type { PartContext } from '../../state/templateContext.ts';
import { actionButton, type TurnAction } from './turnActions.ts';

/** The switch; nothing for a turn that has no siblings. */
export function branchSwitch(turn: Turn, context: PartContext): TemplateResult | typeof nothing {
  const { strings, state } = context;
  const place = state.branches[turn.id];
  if (place === undefined) return nothing;
  const waits = isRunning(context) ? strings.waitForAnswer : undefined;
  const why = (there: unknown, none: string): { reason?: string } => {
    const reason = there === undefined ? none : waits;
    return reason === undefined ? {} : { reason };
  };
  const of = `${turn.id}/question`;
  const previous: TurnAction = {
    action: 'previousBranch',
    label: strings.previousBranch,
    glyph: 'chevronLeft',
    ...why(place.previous, strings.firstBranch),
  };
  const next: TurnAction = {
    action: 'nextBranch',
    label: strings.nextBranch,
    glyph: 'chevronRight',
    ...why(place.next, strings.lastBranch),
  };
  return html`<div class="ds-branches" role="group" aria-label=${strings.branches}>
    ${actionButton(previous, of)}
    <span class="ds-branches__place"
      >${fill(strings.branchPlace, place.position, place.count)}</span
    >
    ${actionButton(next, of)}
  </div>`;
}
