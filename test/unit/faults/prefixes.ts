/** What must hold of any two requests that follow each other on a branch, so that the server finds its cached prefix. */

import assert from 'node:assert/strict';
import { pathTo } from '../../../src/conversation/activeBranch.ts';
import type { Conversation, RequestRecord, Turn } from '../../../src/conversation/model.ts';
import { answerOf } from '../../../src/chat/request/continuationMessages.ts';
import { sha256 } from '../../../src/chat/request/requestRecord.ts';
import type { TestChat } from '../chat/testChat.ts';

/** More than one sequence makes. */
const maxRequests = 200;

/**
 * A request begins with the bytes of the one before it, wherever nothing was chosen that has to change them: the model,
 * a parameter, what is left out, or an answer that was begun. Returns how many pairs were compared.
 */
export function assertPrefixes(conversation: Conversation, { server }: TestChat): number {
  const bodies = new Map(
    server.requests.slice(-maxRequests).map(({ bodyText }) => [sha256(bodyText), bodyText]),
  );
  let compared = 0;
  for (const turn of conversation.turns.values()) {
    const parent = pathTo(conversation, turn.id).at(-2);
    if (turn.request === undefined || parent?.request === undefined) continue;
    if (!isSameShape(parent, turn.request)) continue;
    const [before, after] = [parent.request, turn.request].map((item) =>
      bodies.get(item.bodySha256),
    );
    // A stop may be faster than the request that was on its way.
    if (before === undefined || after === undefined) continue;
    assert.ok(after.startsWith(before.slice(0, -']}'.length)), `${before}\n${after}`);
    compared += 1;
  }
  return compared;
}

function isSameShape(parent: Turn, after: RequestRecord): boolean {
  const before = parent.request;
  if (before === undefined || before.origin !== after.origin) return false;
  // Neighbours of the same role are joined where there was no answer between them.
  if (answerOf(parent) === '' && after.form?.merges === true) return false;
  const { withheld, restored } = after.form ?? {};
  if (withheld !== undefined || restored !== undefined) return false;
  return shapeOf(before) === shapeOf(after) && before.form?.begun === undefined;
}

/** Everything but the messages, and what is left out of them from then on. */
function shapeOf({ parameters, repairs, form }: RequestRecord): string {
  // The words that ask for JSON stay in the question that they went with.
  const fields = Object.entries(parameters).filter(([name]) => name !== 'jsonInstruction');
  return JSON.stringify([
    fields.sort(([text], [other]) => (text < other ? -1 : 1)),
    repairs,
    form?.merges,
    form?.sendsReasoning,
    form?.asksForUsage,
    form?.extraBody,
  ]);
}
