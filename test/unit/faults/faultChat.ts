/** What the tests of faults share: asking without waiting for retries, and what must hold after any fault. */

import assert from 'node:assert/strict';
import type { ChatSession } from '../../../src/chat/session/chatSession.ts';
import { textOf } from '../../../src/conversation/activeBranch.ts';
import type { Turn } from '../../../src/conversation/model.ts';
import { errorEntry } from '../../../src/protocol/errorTable.ts';
import { ask, lastEnded, type TestChat } from '../chat/testChat.ts';

/** Lets every wait for a retry be over at once; the returned function ends that. */
export function hurry(session: ChatSession): () => void {
  const listening = session.onActivity.on(() => {
    // Not at once: the wait begins only after it was reported.
    if (session.activity?.kind === 'retrying') setImmediate(() => session.retryNow());
  });
  return () => listening.dispose();
}

/** Asks, repeats at once what is repeated by itself, and resolves to the turn when it has ended. */
export async function askHurried(session: ChatSession, text: string): Promise<Turn> {
  const calm = hurry(session);
  try {
    assert.equal(session.send(text), undefined);
    return await lastEnded(session);
  } finally {
    calm();
  }
}

/** How a turn ended, in a word or two, and what its card's button does. */
export function describeEnd(turn: Turn): string {
  const { status, error, finishReason } = turn;
  if (error === undefined) return `${status} ${finishReason ?? ''}`.trim();
  const action = status === 'failed' ? ` ${errorEntry(error).action}` : '';
  return `${status} ${error.kind}${action}`;
}

/** The answer's text. */
export const contentOf = (turn: Turn): string => textOf(turn, 'content');

/** What nothing that was kept of a turn may hold: markup of a page, and the key. */
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

/** No request of the chat broke a rule of the API. */
export function assertAccepted({ server }: TestChat): void {
  const refused = server.requests.filter((request) => request.refusal !== undefined);
  assert.deepEqual(
    refused.map((request) => request.refusal),
    [],
  );
}

/** The next question is answered, nothing but text of the chat is in it, and no request was refused. */
export async function assertGoesOn(chat: TestChat, session: ChatSession): Promise<void> {
  const before = session.conversation.turns.size;
  const turn = await ask(session, 'and now?');
  assert.equal(turn.status, 'complete', JSON.stringify(turn.error));
  assert.equal(session.conversation.turns.size, before + 1);
  assert.doesNotMatch(JSON.stringify(chat.bodies().at(-1)), /tool_call|"tool"/);
  assertAccepted(chat);
  // What is on its way to the disk is there then.
  await chat.store.close();
  const stored = await chat.store.read(session.conversation.id);
  assert.deepEqual(stored?.conversation, session.conversation);
}
