/** The URIs of request documents. */

import type { ConversationId, TurnId } from '../../conversation/model.ts';
import { isConversationId } from '../panel/sidebarChat.ts';

/** Scheme of the documents; the manifest names it too. */
export const requestScheme = 'deepseek-request';
/** Length of the longest query that names a request. */
const maxQueryLength = 1_000;

/** Which request a document shows. */
export interface ShownRequest {
  readonly chat: ConversationId;
  readonly turnId: TurnId;
}

/** The query of the URI of a request. */
export function toRequestQuery(request: ShownRequest): string {
  return JSON.stringify(request);
}

/** Which request a URI names, if any; every program can open one, so nothing of it is taken on trust. */
export function shownRequest({
  scheme,
  query,
}: {
  readonly scheme: string;
  readonly query: string;
}): ShownRequest | undefined {
  if (scheme !== requestScheme || query.length > maxQueryLength) return undefined;
  const value = parse(query);
  if (typeof value !== 'object' || value === null) return undefined;
  const { chat, turnId } = value as Readonly<Record<string, unknown>>;
  return isConversationId(chat) && typeof turnId === 'string' ? { chat, turnId } : undefined;
}

function parse(query: string): unknown {
  try {
    return JSON.parse(query);
  } catch {
    // It is none of ours; the document says that there is no such request.
    return undefined;
  }
}
