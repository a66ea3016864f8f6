import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, it } from 'mocha';
import { activeBranch, textOf } from '../../../src/conversation/activeBranch.ts';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import { toWindow, windowSize } from '../../../src/protocol/window.ts';
import { ConversationLog } from '../../../src/storage/log/conversationStore.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { systemClock } from '../../../src/systemClock.ts';
import { turnEvents, turnIdAt, type TurnShape } from '../../generated/chatEvents.ts';
import { toLog } from '../../generated/chatLog.ts';
import { ChatTexts } from '../../generated/chatTexts.ts';
import { SeededRandom } from '../../generated/seededRandom.ts';
import { ask, withChat } from './testChat.ts';

const chatId = 'large';

/** Turns of about these lengths, cut from one text at different places: that is quick, and no two are the same. */
function makeTurns(count: number, reasoningLength: number, answerLength: number): TurnShape[] {
  const text = new ChatTexts(new SeededRandom(5), 'mixed').answer(
    count + reasoningLength + answerLength,
  );
  return Array.from({ length: count }, (_, index) => ({
    id: turnIdAt(index),
    parentId: index === 0 ? null : turnIdAt(index - 1),
    at: 1_795_000_000_000 + index * 60_000,
    question: `Question ${index}`,
    reasoning: text.slice(index, index + reasoningLength),
    answer: `Answer ${index}: ${text.slice(index, index + answerLength)}`,
  }));
}

function* toEvents(turns: readonly TurnShape[]): Generator<ConversationEvent> {
  yield { type: 'conversationCreated', id: chatId, at: 1_795_000_000_000, systemPrompt: '' };
  for (const turn of turns) yield* turnEvents(turn);
}

function openStore(folder: string): ConversationLog {
  return new ConversationLog({
    folder,
    files: nodeFiles,
    clock: systemClock,
    logger: { info() {}, warn: assert.fail, error: assert.fail },
    writer: '0.0.0',
    onProblem: (code) => assert.equal(code, undefined),
  });
}

/** Opens a chat of these turns, asks one thing more, and looks at it all again as after a restart. */
function goOn(turns: readonly TurnShape[], leastBytes: number): Promise<void> {
  return withChat('today', async ({ folder, store, controller, bodies }) => {
    const log = toLog(toEvents(turns));
    assert.ok(log.length >= leastBytes, `only ${log.length} bytes`);
    await mkdir(join(folder, 'chats'), { recursive: true });
    await writeFile(join(folder, 'chats', `${chatId}.jsonl`), log);

    const session = await controller.open(chatId);
    assert.ok(session);
    const branch = activeBranch(session.conversation);
    assertSame(branch.map(toDigest), turns.map(toExpected));
    const { turns: shown, earlier } = toWindow(session.conversation);
    assert.deepEqual([shown.length, earlier], [windowSize, turns.length - windowSize]);
    assert.equal(shown.at(-1), branch.at(-1));

    const added = await ask(session, 'One more?');
    assert.deepEqual([added.status, added.parentId], ['complete', turns.at(-1)?.id]);
    const { messages } = bodies().at(-1) as { messages: { content: string }[] };
    assert.equal(messages.length, 2 * turns.length + 1);
    assert.equal(messages.at(0)?.content, turns[0]?.question);
    assert.equal(messages.at(-2)?.content, turns.at(-1)?.answer);
    assert.equal(messages.at(-1)?.content, 'One more?');

    await controller.closeAll();
    await store.close();
    const again = await openStore(folder).read(chatId);
    assert.ok(again);
    assert.deepEqual([again.badLines, again.readOnly], [0, false]);
    assert.equal(again.conversation.activeLeaf, added.id);
    assertSame([...again.conversation.turns], [...session.conversation.turns]);
  });
}

/** Reports the first difference only: printing all of them would take minutes. */
function assertSame(actual: readonly unknown[], expected: readonly unknown[]): void {
  const at = expected.findIndex((item, index) => !isDeepStrictEqual(actual[index], item));
  if (at >= 0) assert.deepEqual(actual[at], expected[at], `number ${at}`);
  assert.equal(actual.length, expected.length);
}

function toDigest(turn: ReturnType<typeof activeBranch>[number]): readonly string[] {
  return [turn.id, turn.status, turn.user.text, textOf(turn, 'reasoning'), textOf(turn, 'content')];
}

function toExpected({ id, question, reasoning, answer }: TurnShape): readonly string[] {
  return [id, 'complete', question, reasoning, answer];
}

describe('a large chat', function () {
  // Only against hanging, on a slow machine too.

  // Most of it is reasoning, which is not sent again: words alone of that size no model would take.
  it('of 50 MB opens, folds right and goes on', () => goOn(makeTurns(1_600, 24_000, 600), 50e6));

  it('of 5,000 turns opens, folds right and goes on', () => goOn(makeTurns(5_000, 0, 120), 5e6));
});
