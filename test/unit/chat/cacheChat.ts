/** A chat of thirty turns with attached pieces, edited questions and a branch that is gone back to, as a client must cache it. */

import assert from 'node:assert/strict';
import type { ChatSession } from '../../../src/chat/session/chatSession.ts';
import type { ContextItem, Turn } from '../../../src/conversation/model.ts';
import type { DeepSeekServer } from '../../fakes/deepseekServer.ts';
import { ChatTexts } from '../../generated/chatTexts.ts';
import { SeededRandom } from '../../generated/seededRandom.ts';
import { lastEnded } from './testChat.ts';

/** How many turns are asked. */
export const cacheTurns = 30;

const attaching = new Set([1, 4, 9, 13, 18, 22, 27]);
const editing = new Set([7, 16, 24]);
/** Where the branch that was left by the last edit is gone back to. */
const goingBack = 20;

/** One turn, as it went, and the messages that the request held before the question. */
export interface CachedTurn {
  readonly turn: Turn;
  /** The body as it was sent. */
  readonly bodyText: string;
}

/** Plays it and resolves to its turns in the order in which they were asked. */
export async function playCacheChat(
  session: ChatSession,
  server: DeepSeekServer,
): Promise<readonly CachedTurn[]> {
  const texts = new ChatTexts(new SeededRandom(7), 'mixed');
  const played: CachedTurn[] = [];
  let left: Turn | undefined;
  for (let index = 0; index < cacheTurns; index += 1) {
    server.answerWith(() => ({ reasoning: texts.prose(300), content: texts.answer(900) }));
    const last = played.at(-1)?.turn;
    const text = texts.question();
    if (last !== undefined && editing.has(index)) {
      left = last;
      assert.equal(session.edit(last.id, text), undefined);
    } else {
      if (left !== undefined && index === goingBack) session.selectBranch(left.id);
      const context = attaching.has(index) ? [piece(texts, index)] : [];
      assert.equal(session.send(text, context), undefined);
    }
    const turn = await lastEnded(session);
    assert.equal(turn.status, 'complete');
    const sent = server.requests.filter(({ path }) => path.endsWith('/chat/completions'));
    assert.equal(sent.length, index + 1, 'a request was repeated');
    played.push({ turn, bodyText: sent.at(-1)!.bodyText });
  }
  return played;
}

function piece(texts: ChatTexts, index: number): ContextItem {
  return {
    id: `piece-${String(index)}`,
    kind: 'file',
    path: `src/file${String(index)}.ts`,
    language: 'typescript',
    text: texts.prose(4_000),
  };
}
