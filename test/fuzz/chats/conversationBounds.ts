/** Invariants of every conversation from an external source. */

import assert from 'node:assert/strict';
import { curlCommand } from '../../../src/chat/sent/curlCommand.ts';
import { activeBranch } from '../../../src/conversation/activeBranch.ts';
import { logLimits } from '../../../src/conversation/limits.ts';
import type { Conversation, Turn } from '../../../src/conversation/model.ts';
import { toChatListEntry } from '../../../src/conversation/chatListEntry.ts';

/** Its text is bounded by the input and the possible gaps, and listing and showing it terminates. */
export function checkConversation(conversation: Conversation, size: number): void {
  const turns = [...conversation.turns.values()];
  if (conversation.openTurn !== null) turns.push(conversation.openTurn);
  // A continued answer repeats its source's parts, so text may occur once per turn.
  const text = turns.reduce((sum, turn) => sum + lengthOf(turn), 0);
  assert.ok(
    text <= (size + logLimits.missingText) * (turns.length + 1),
    `${text} characters from ${size}`,
  );
  assert.ok(activeBranch(conversation).length <= turns.length, 'a branch with a loop');
  const { updatedAt, createdAt } = toChatListEntry(conversation);
  assert.ok(Number.isFinite(updatedAt) && Number.isFinite(createdAt), 'a time that is none');
}

/** The copied curl command only leads to the shown origin. */
export function checkRequests(conversation: Conversation): void {
  for (const { request } of conversation.turns.values()) {
    if (request === undefined) continue;
    const { origin } = request;
    assert.equal(URL.parse(origin)?.origin, origin, `${origin} is no origin`);
    const command = curlCommand(request, '{}');
    // A path that would leave the origin yields no command.
    if (command === undefined) continue;
    const address = /'((?:[^']|'\\'')*)'/.exec(command)?.[1] ?? '';
    assert.equal(URL.parse(address)?.origin, origin, `curl would go to ${address}`);
  }
}

function lengthOf({ parts }: Turn): number {
  return parts.reduce(
    (sum, part) => sum + ('text' in part ? part.text.length : part.arguments.length),
    0,
  );
}
