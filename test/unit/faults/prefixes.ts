/** Invariant of consecutive requests on a branch that lets the server reuse its cached prefix. */

import assert from 'node:assert/strict';
import { pathTo } from '../../../src/conversation/activeBranch.ts';
import type { Conversation, RequestRecord, Turn } from '../../../src/conversation/model.ts';
import { answerOf } from '../../../src/chat/request/continuationMessages.ts';
import { sha256 } from '../../../src/chat/request/requestRecord.ts';
import type { TestChat } from '../chat/testChat.ts';

/** More than in one sequence. */
const maxRequests = 200;

/**
 * A request starts with the bytes of the previous one, unless a change of model, parameters, exclusions or prefill
 * requires otherwise. Returns the number of compared pairs.
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
    // A stop may happen before the request was sent.
    if (before === undefined || after === undefined) continue;
    assert.ok(after.startsWith(before.slice(0, -']}'.length)), `${before}\n${after}`);
    compared += 1;
  }
  return compared;
}

function isSameShape(parent: Turn, after: RequestRecord): boolean {
  const before = parent.request;
  if (before === undefined || before.origin !== after.origin) return false;
  // Adjacent messages of the same role are merged if there was no answer between them.
  if (answerOf(parent) === '' && after.form?.merges === true) return false;
  const { withheld, restored } = after.form ?? {};
  if (withheld !== undefined || restored !== undefined) return false;
  return shapeOf(before) === shapeOf(after) && before.form?.begun === undefined;
}

/** Everything except the messages, and the exclusions from then on. */
function shapeOf({ parameters, repairs, form }: RequestRecord): string {
  // The JSON instruction stays in the question that it was sent with.
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
