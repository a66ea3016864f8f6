/** Helpers of fault tests: asking without waiting for retries, and invariants after any fault. */

import assert from 'node:assert/strict';
import type { ChatSession } from '../../../src/chat/session/chatSession.ts';
import { textOf } from '../../../src/conversation/activeBranch.ts';
import type { Turn } from '../../../src/conversation/model.ts';
import { errorEntry } from '../../../src/protocol/errorTable.ts';
import { ask, lastEnded, type TestChat } from '../chat/testChat.ts';

/** Ends every retry delay at once; the returned function stops that. */
export function hurry(session: ChatSession): () => void {
  const listening = session.onActivity.on(() => {
    // Not synchronously, because the delay starts only after it was reported.
    if (session.activity?.kind === 'retrying') setImmediate(() => session.retryNow());
  });
  return () => listening.dispose();
}

/** Asks, skips the delays of automatic retries, and resolves to the ended turn. */
export async function askHurried(session: ChatSession, text: string): Promise<Turn> {
  const calm = hurry(session);
  try {
    assert.equal(session.send(text), undefined);
    return await lastEnded(session);
  } finally {
    calm();
  }
}

/** Describes how a turn ended, and the action of its card's button. */
export function describeEnd(turn: Turn): string {
  const { status, error, finishReason } = turn;
  if (error === undefined) return `${status} ${finishReason ?? ''}`.trim();
  const action = status === 'failed' ? ` ${errorEntry(error).action}` : '';
  return `${status} ${error.kind}${action}`;
}

/** The answer's text. */
export const contentOf = (turn: Turn): string => textOf(turn, 'content');

/** A stored turn must not contain HTML or the key. */
export function assertClean(turn: Turn): void {
  assert.doesNotMatch(JSON.stringify({ ...turn, user: null }), /sk-test-key|<\/?(html|h1|body)/i);
}

/** The messages of a request. */
export function messagesOf(body: Record<string, unknown> | undefined): {
  readonly role: string;
  readonly content: string;
}[] {
  return body?.['messages'] as { role: string; content: string }[];
}

/** No request of the chat violated a rule of the API. */
export function assertAccepted({ server }: TestChat): void {
  const refused = server.requests.filter((request) => request.refusal !== undefined);
  assert.deepEqual(
    refused.map((request) => request.refusal),
    [],
  );
}

/** The next question is answered, contains only text of the chat, and no request was rejected. */
export async function assertGoesOn(chat: TestChat, session: ChatSession): Promise<void> {
  const before = session.conversation.turns.size;
  const turn = await ask(session, 'and now?');
  assert.equal(turn.status, 'complete', JSON.stringify(turn.error));
  assert.equal(session.conversation.turns.size, before + 1);
  assert.doesNotMatch(JSON.stringify(chat.bodies().at(-1)), /tool_call|"tool"/);
  assertAccepted(chat);
  // Pending writes are on disk afterwards.
  await chat.store.close();
  const stored = await chat.store.read(session.conversation.id);
  assert.deepEqual(stored?.conversation, session.conversation);
}
