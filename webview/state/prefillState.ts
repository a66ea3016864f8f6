/** The state of the answer's prefill. */

import type { PanelState } from '../../src/protocol/messages.ts';
import type { UiState } from './templateContext.ts';

/** The state with other first words; `undefined` is a closed field. */
export function withStarter(ui: UiState, starter: string | undefined): UiState {
  if (starter !== undefined) return { ...ui, starter };
  const rest: { -readonly [Key in keyof UiState]: UiState[Key] } = { ...ui };
  delete rest.starter;
  return rest;
}

/** What the intent to send says of them: nothing where none are written, or the server cannot do it. */
export function starterOf(
  { starter = '' }: UiState,
  { starterFixed }: PanelState,
): { starter?: string } {
  return starter.trim() === '' || starterFixed !== undefined ? {} : { starter };
}
