/** Which reasoning the user has opened or closed. */

import { findTurn } from '../../../src/conversation/activeBranch.ts';
import type { TurnId } from '../../../src/conversation/model.ts';
import { foldKey } from './reasoning.ts';
import type { PageState } from '../../state/state.ts';

/** Open (`true`) or closed by hand, by turn and part. */
export type Folds = Readonly<Record<string, boolean>>;

/** The same with every piece of a turn's reasoning open. */
export function unfolded(state: PageState | null, turnId: TurnId, folds: Folds): Folds {
  const turn = state === null ? undefined : findTurn(state.conversation, turnId);
  const open: Record<string, boolean> = { ...folds };
  for (const part of turn?.parts ?? []) {
    if (part.kind === 'reasoning' && turn !== undefined) open[foldKey(turn, part)] = true;
  }
  return open;
}
