/** The menu of one message: all actions, or the ways to regenerate. */

import { html, nothing, type TemplateResult } from 'lit';
import { findTurn } from '../../../src/conversation/activeBranch.ts';
import type { PartContext } from '../../state/templateContext.ts';
import { allActions, otherWays, type TurnAction } from './turnActions.ts';

/** The menu that is open; nothing when none is. */
export function turnMenu(context: PartContext): TemplateResult | typeof nothing {
  const { strings, state, ui } = context;
  const { menu } = ui;
  const turn = menu && findTurn(state.conversation, menu.turnId);
  if (menu === undefined || turn === undefined) return nothing;
  const again = menu.kind === 'again';
  const actions = again ? otherWays(context) : allActions(turn, menu.side, context);
  return html`<div
    class="ds-menu"
    role="menu"
    aria-label=${again ? strings.answerDifferently : strings.moreActions}
  >
    ${actions.map((turnAction) => menuItem(turnAction, `${menu.turnId}/${menu.side}`))}
  </div>`;
}

function menuItem(turnAction: TurnAction, of: string): TemplateResult {
  const { action, label, pressed, reason } = turnAction;
  return html`<button
    class="ds-menu__item"
    type="button"
    role=${pressed === undefined ? 'menuitem' : 'menuitemcheckbox'}
    aria-checked=${pressed === undefined ? nothing : String(pressed)}
    aria-disabled=${reason === undefined ? nothing : 'true'}
    title=${reason ?? nothing}
    tabindex="-1"
    data-action=${action}
    data-of=${of}
  >
    ${label}
  </button>`;
}
