/** Generates conversations of any size as events like those of a session; deterministic for a seed. */

import type { ConversationEvent } from '../../src/conversation/events/events.ts';
import type { PartId, TurnId } from '../../src/conversation/model.ts';
import { ChatTexts, type ChatLanguage } from './chatTexts.ts';
import { SeededRandom } from './seededRandom.ts';

/** Options of a generated chat. */
export interface ChatShape {
  readonly id: string;
  readonly seed: number;
  readonly turns: number;
  /** Approximate length of an answer and its reasoning, in UTF-16 code units; 0 omits reasoning. */
  readonly answerLength: number;
  readonly reasoningLength: number;
  readonly language?: ChatLanguage;
  /** Start time, in milliseconds since the epoch. */
  readonly startedAt?: number;
}

/** Options of a generated turn. */
export interface TurnShape {
  readonly id: TurnId;
  readonly parentId: TurnId | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly question: string;
  readonly reasoning: string;
  readonly answer: string;
}

/** Number of pieces that each text is split into, like in streaming. */
const pieces = 5;
const hash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** The id of the turn at this zero-based position of a generated chat. */
export function turnIdAt(index: number): TurnId {
  return `t${index}`;
}

/** All events of a chat without branches. */
export function* chatEvents(shape: ChatShape): Generator<ConversationEvent> {
  const { id, seed, turns, startedAt = 1_795_000_000_000 } = shape;
  const texts = new ChatTexts(new SeededRandom(seed), shape.language ?? 'mixed');
  yield { type: 'conversationCreated', id, at: startedAt, systemPrompt: '' };
  for (let index = 0; index < turns; index++) {
    const question = texts.question();
    yield* turnEvents({
      id: turnIdAt(index),
      parentId: index === 0 ? null : turnIdAt(index - 1),
      at: startedAt + index * 60_000,
      question,
      reasoning: shape.reasoningLength === 0 ? '' : texts.prose(shape.reasoningLength),
      answer: texts.answer(shape.answerLength),
    });
    if (index === 0) yield { type: 'titled', title: question.slice(0, 60), by: 'local' };
  }
}

/** The events of one complete turn. */
export function turnEvents(shape: TurnShape): ConversationEvent[] {
  const { id: turnId, parentId, at, question, reasoning, answer } = shape;
  const completion = Math.ceil((reasoning.length + answer.length) / 3);
  return [
    { type: 'turnStarted', turnId, parentId, at, user: { text: question, context: [] } },
    {
      type: 'requestSent',
      turnId,
      request: {
        profile: 'official',
        origin: 'https://api.deepseek.com',
        parameters: { model: 'deepseek-flash', thinking: 'enabled', reasoningEffort: 'high' },
        messageHashes: [hash, hash],
        bodySha256: hash,
        repairs: [],
      },
    },
    { type: 'responseStarted', turnId, responseId: `response-${turnId}`, traceId: hash },
    ...textPieces(turnId, 'p1', 'reasoning', reasoning, at + 1_000),
    ...textPieces(turnId, 'p2', 'content', answer, at + 5_000),
    {
      type: 'usageReported',
      turnId,
      usage: { prompt: 900, cached: 832, uncached: 68, completion },
    },
    { type: 'turnEnded', turnId, at: at + 9_000, status: 'complete', finishReason: 'stop' },
  ];
}

function textPieces(
  turnId: TurnId,
  partId: PartId,
  kind: 'reasoning' | 'content',
  text: string,
  at: number,
): ConversationEvent[] {
  const size = Math.max(1, Math.ceil(text.length / pieces));
  const made: ConversationEvent[] = [];
  for (let offset = 0; offset < text.length; offset += size) {
    const piece = text.slice(offset, offset + size);
    const time = at + Math.floor(offset / size) * 250;
    made.push({ type: 'partAppended', turnId, partId, kind, offset, text: piece, at: time });
  }
  return made;
}
