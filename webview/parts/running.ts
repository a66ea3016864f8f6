/** Whether a turn is in progress, so that what needs a quiet chat has to wait. */

import type { PartContext } from './context.ts';

/** Whether a turn runs, so that the one button stops it. */
export function isRunning({ state }: Pick<PartContext, 'state'>): boolean {
  return state.conversation.openTurn !== null || state.panel.activity !== null;
}
