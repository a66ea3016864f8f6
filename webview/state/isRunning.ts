/** Whether a turn is in progress, or the chat is read-only here. */

import type { PartContext } from './templateContext.ts';

/** Whether a turn runs, so that the one button stops it. */
export function isRunning({ state }: Pick<PartContext, 'state'>): boolean {
  // A turn that another window runs cannot be stopped here.
  if (state.panel.onlyShown === true) return false;
  return state.conversation.openTurn !== null || state.panel.activity !== null;
}

/** Why nothing can be changed in the chat now; nothing when it can. */
export function disabledReason({
  state,
  strings,
}: Pick<PartContext, 'state' | 'strings'>): string | undefined {
  if (state.panel.onlyShown === true) return strings.onlyShown;
  return isRunning({ state }) ? strings.waitForAnswer : undefined;
}
