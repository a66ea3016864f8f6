/** Folds logs of chats that are not open, read-only and yielding between slices. */

import { ConversationFold } from '../../conversation/events/conversationFold.ts';
import type { Conversation, ConversationId } from '../../conversation/model.ts';
import { emptyConversation } from '../../conversation/events/reduce.ts';
import type { FilePort } from '../../platform/ports.ts';
import { LogReader } from './logReader.ts';

/** The conversation in a log, read-only. */
export interface LogReading {
  readonly conversation: Conversation;
  /** Whether it was written by a newer version, so it is read-only. */
  readonly readOnly: boolean;
  /** Whether the log is empty, without even unreadable lines. */
  readonly isEmpty: boolean;
}

/** Folds a log; `undefined` if it does not exist. Rejects if it cannot be read. */
export async function foldLog(
  id: ConversationId,
  path: string,
  files: FilePort,
): Promise<LogReading | undefined> {
  const reader = new LogReader(path, files);
  let fold = new ConversationFold(emptyConversation);
  let hasEvents = false;
  const found = await reader.read({
    begin: () => (fold = new ConversationFold(emptyConversation)),
    take: (events) => {
      hasEvents ||= events.length > 0;
      for (const event of events) fold.add(event);
    },
  });
  if (!found) return undefined;
  const { badLineCount, foreignLines, tornBytes } = reader.parser;
  return {
    conversation: { ...fold.build(), id },
    readOnly: reader.isNewer,
    isEmpty: !hasEvents && badLineCount + foreignLines + tornBytes === 0,
  };
}
