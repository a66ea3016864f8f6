/** What an export includes of the attached context. */

import type { ContextItem, Turn } from '../model.ts';

/** The item as exported; a path outside the workspace is reduced to its base name. */
export function redactForExport(item: ContextItem): ContextItem {
  const path = item.path.replaceAll('\\', '/');
  const relative =
    !/^(\/|~|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path) && !path.split('/').includes('..');
  return relative ? item : { ...item, path: path.slice(path.lastIndexOf('/') + 1) };
}

/** The turn with its context items as exported. */
export function toCarriedTurn(turn: Turn): Turn {
  const context = turn.user.context.map(redactForExport);
  return { ...turn, user: { ...turn.user, context } };
}
