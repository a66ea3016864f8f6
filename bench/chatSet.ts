/** Thousands of chats as a person gathers them over the years: English, Chinese and mixed, mostly short. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { activeBranch, textOf } from '../src/conversation/activeBranch.ts';
import type { ConversationEvent } from '../src/conversation/events/events.ts';
import type { Conversation } from '../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../src/conversation/events/reduce.ts';
import { chatEvents } from '../test/generated/chatEvents.ts';
import { toLog } from '../test/generated/chatLog.ts';
import type { ChatLanguage } from '../test/generated/chatTexts.ts';
import { Dice } from '../test/generated/dice.ts';

/** One chat of a set. */
export interface GeneratedChat {
  readonly id: string;
  readonly events: readonly ConversationEvent[];
  readonly conversation: Conversation;
}

const begin = 1_700_000_000_000;
const hour = 3_600_000;

/** So many chats, the same ones each time; half of them have no more than two turns. */
export function* generateChats(count: number): Generator<GeneratedChat> {
  const dice = new Dice(11);
  for (let index = 0; index < count; index++) {
    const die = dice.next();
    const language: ChatLanguage = die < 0.5 ? 'english' : die < 0.8 ? 'chinese' : 'mixed';
    const id = `chat-${String(index).padStart(6, '0')}`;
    const events = [
      ...chatEvents({
        id,
        seed: index,
        turns: Math.min(200, Math.max(1, Math.round(dice.logNormal(2, 0.8)))),
        answerLength: dice.logNormal(1_400, 0.6),
        reasoningLength: dice.happens(0.6) ? dice.logNormal(1_000, 0.8) : 0,
        language,
        startedAt: begin + index * hour,
      }),
    ];
    yield { id, events, conversation: reduceAll(emptyConversation, events) };
  }
}

/** What a search looks through, turn by turn: questions and answers, as the panel does. */
export function textsOf(conversation: Conversation): string[] {
  return activeBranch(conversation).map((turn) => `${turn.user.text}\n${textOf(turn, 'content')}`);
}

/** A chat as one JSON file, as other extensions keep them. */
export interface ChatFile {
  readonly id: string;
  readonly title: string;
  readonly updatedAt: number;
  readonly texts: readonly string[];
  readonly reasoning: readonly string[];
}

/** Writes the logs into `chats` and one JSON file a chat into `files`; hands each chat on, and back the bytes of all logs. */
export function writeChats(
  folder: string,
  count: number,
  each: (chat: GeneratedChat, file: ChatFile) => void,
): number {
  mkdirSync(join(folder, 'chats'));
  mkdirSync(join(folder, 'files'));
  let bytes = 0;
  for (const chat of generateChats(count)) {
    const { id, conversation } = chat;
    const log = toLog(chat.events);
    bytes += log.length;
    writeFileSync(join(folder, 'chats', `${id}.jsonl`), log);
    const updatedAt = activeBranch(conversation).at(-1)?.endedAt ?? 0;
    const title = conversation.title ?? '';
    const reasoning = activeBranch(conversation).map((turn) => textOf(turn, 'reasoning'));
    const file: ChatFile = { id, title, updatedAt, texts: textsOf(conversation), reasoning };
    writeFileSync(join(folder, 'files', `${id}.json`), JSON.stringify(file));
    each(chat, file);
  }
  return bytes;
}
