/** Whether a turn is in progress, so that what needs a quiet chat has to wait. */

import type { PartContext } from './context.ts';

/** Whether a turn runs, so that the one button stops it. */
export function isRunning({ state }: Pick<PartContext, 'state'>): boolean {
  // A turn that another window runs cannot be stopped here.
  if (state.panel.onlyShown === true) return false;
  return state.conversation.openTurn !== null || state.panel.activity !== null;
}
