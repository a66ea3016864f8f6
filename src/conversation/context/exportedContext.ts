/** What an export includes of attached context. */

import type { ContextItem, Turn } from '../model.ts';

/** The same piece; a path that is not relative to a workspace keeps its last name alone. */
export function redactForExport(item: ContextItem): ContextItem {
  const path = item.path.replaceAll('\\', '/');
  const relative =
    !/^(\/|~|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path) && !path.split('/').includes('..');
  return relative ? item : { ...item, path: path.slice(path.lastIndexOf('/') + 1) };
}

/** The same turn with its attached pieces as they may leave the machine. */
export function toCarriedTurn(turn: Turn): Turn {
  const context = turn.user.context.map(redactForExport);
  return { ...turn, user: { ...turn.user, context } };
}
