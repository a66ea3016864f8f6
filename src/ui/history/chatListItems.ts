/** Converts chats to items of the page's list. */

import type { LibraryChat } from '../../chat/history/chatLibrary.ts';
import type { SearchHit } from '../../chat/history/chatSearch.ts';
import type { ConversationId, Workspace } from '../../conversation/model.ts';
import { byNewest } from '../../conversation/chatListEntry.ts';
import type { UnreadableReason } from '../../conversation/unreadable.ts';
import type { ChatItem } from '../../protocol/history.ts';
import { describeUnreadable } from './unreadableChat.ts';

/** How many chats an empty one offers. */
const maxRecents = 5;

/** What the list shows besides the chats themselves. */
export interface ItemMarks {
  readonly isUnread: (id: ConversationId) => boolean;
  /** The chat that the page shows. */
  readonly here?: ConversationId;
}

/** A chat as one item, with where it was found if it was searched for. */
export function toItem(
  { summary, readOnly, session, unreadable }: LibraryChat,
  marks: ItemMarks,
  hit?: Pick<SearchHit, 'titleMarks' | 'found'>,
): ChatItem {
  const { id, title, updatedAt, turns, pinned } = summary;
  const running = session !== undefined && session.activity !== null;
  const mark = running ? 'running' : marks.isUnread(id) ? 'unseen' : undefined;
  return {
    id,
    title,
    at: updatedAt,
    turns,
    pinned,
    ...(readOnly ? { readOnly } : {}),
    ...(unreadable === undefined ? {} : { unreadable: toUnreadable(id, unreadable) }),
    ...(mark === undefined ? {} : { mark }),
    ...(marks.here === id ? { here: true } : {}),
    ...(hit === undefined || hit.titleMarks.length === 0 ? {} : { titleMarks: hit.titleMarks }),
    ...(hit?.found === undefined ? {} : { found: hit.found }),
  };
}

function toUnreadable(
  id: ConversationId,
  reason: UnreadableReason,
): NonNullable<ChatItem['unreadable']> {
  return {
    file: `${id}.jsonl`,
    reason: describeUnreadable(reason),
    isFile: reason !== 'notAFile',
  };
}

/** Those begun in this workspace, and unreadable ones, which may have been; logs of earlier versions do not say where. */
export function inWorkspace(
  chats: readonly LibraryChat[],
  workspace: Workspace,
): readonly LibraryChat[] {
  return chats.filter(
    ({ summary, unreadable }) =>
      summary.workspace?.uri === workspace.uri || unreadable !== undefined,
  );
}

/** The chats talked in last, those of this workspace first. */
export function toRecents(
  chats: readonly LibraryChat[],
  workspace: Workspace | undefined,
  marks: ItemMarks,
): readonly ChatItem[] {
  const isHere = ({ summary }: LibraryChat): number =>
    Number(workspace !== undefined && summary.workspace?.uri === workspace.uri);
  return chats
    .filter(({ unreadable }) => unreadable === undefined)
    .sort(
      (libraryChat, other) =>
        isHere(other) - isHere(libraryChat) || byNewest(libraryChat.summary, other.summary),
    )
    .slice(0, maxRecents)
    .map((chat) => toItem(chat, marks));
}
