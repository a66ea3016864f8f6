/** Measures the usage of one request: as reported by the server, or estimated. */

import type { RequestRecord, Turn, TurnId } from '../../conversation/model.ts';
import type { AnswerTiming, Usage } from '../../conversation/usage.ts';
import { estimateTokens, tokensPerMessage } from '../../deepseek/models/tokenEstimate.ts';
import type { ChatBody, StreamEvent, StreamOutcome } from '../../deepseek/types.ts';
import type { Clock } from '../../platform/ports.ts';
import { storedTokens } from './cacheMiss.ts';

const free: Usage = { prompt: 0, cached: 0, uncached: 0, completion: 0 };

/** A request as it was sent, for an estimate of what it took. */
export interface MeteredRequest {
  readonly body: ChatBody;
  readonly record?: RequestRecord;
  /** An earlier turn of the conversation. */
  readonly find?: (id: TurnId) => Turn | undefined;
}

/** Follows one request from its start. */
export class RequestMeter {
  /** When it started, in milliseconds since the epoch. */
  readonly at: number;

  readonly #clock: Clock;
  readonly #request: MeteredRequest;
  readonly #startedAt: number;
  #firstTextAt: number | undefined;
  #lastTextAt = 0;
  #opened = false;
  #reported: Usage | undefined;
  readonly #text = { reasoning: '', content: '' };

  constructor(clock: Clock, request: MeteredRequest) {
    this.#clock = clock;
    this.#request = request;
    this.at = clock.now();
    this.#startedAt = clock.monotonic();
  }

  /** Takes note of what the server sent. */
  onEvent(event: StreamEvent): void {
    switch (event.type) {
      case 'opened':
        this.#opened = true;
        return;
      case 'reasoning':
      case 'content':
        this.#lastTextAt = this.#clock.monotonic();
        this.#firstTextAt ??= this.#lastTextAt;
        this.#text[event.type] += event.text;
        return;
      case 'usage':
        this.#reported = event.usage;
        return;
      case 'ended':
      case 'identified':
      case 'logprobs':
      case 'stalled':
      case 'title':
      case 'toolCalls':
      case 'waiting':
        return;
    }
  }

  /** How fast the text came; none where there was none. */
  get timing(): AnswerTiming | undefined {
    if (this.#firstTextAt === undefined) return undefined;
    return {
      firstTextMs: this.#firstTextAt - this.#startedAt,
      textMs: this.#lastTextAt - this.#firstTextAt,
    };
  }

  /** The usage of the request, once it has ended; undefined if it is unknown whether it cost anything. */
  usage(outcome: StreamOutcome | undefined): Usage | undefined {
    if (this.#reported !== undefined) return this.#reported;
    if (this.#firstTextAt !== undefined) return this.#estimate();
    if (isFree(outcome)) return free;
    return this.#opened ? this.#estimate() : undefined;
  }

  #estimate(): Usage {
    const { prompt, cached } = estimatePrompt(this.#request, this.at);
    const reasoning = Math.round(estimateTokens(this.#text.reasoning));
    const completion = reasoning + Math.round(estimateTokens(this.#text.content));
    return {
      prompt,
      cached,
      uncached: prompt - cached,
      completion,
      ...(reasoning > 0 ? { reasoning } : {}),
      estimated: true,
    };
  }
}

/** A request that was refused, or cannot have reached the server, costs nothing; one whose connection was lost may. */
function isFree(outcome: StreamOutcome | undefined): boolean {
  if (outcome === undefined || !('error' in outcome)) return false;
  if ((outcome.error.status ?? 0) >= 400) return true;
  return outcome.status === 'failed' && outcome.unsent === true;
}

/** An answer of the usual length, where nothing is known of it yet, in tokens. */
const usualAnswer = 1_000;

/** About what a request will take that is to be sent at this time. */
export function plannedUsage(request: MeteredRequest, at: number): Usage {
  const { prompt, cached } = estimatePrompt(request, at);
  const completion = Math.min(request.body.max_tokens ?? usualAnswer, usualAnswer);
  return { prompt, cached, uncached: prompt - cached, completion, estimated: true };
}

/** What the server counted of the messages before, and an estimate for those that came since (contract 15). */
export function estimatePrompt(
  { body, record, find }: MeteredRequest,
  at: number,
): Pick<Usage, 'prompt' | 'cached'> {
  const before = record?.after && find?.(record.after.turnId);
  const counted = countedBefore(record, before);
  const since = body.messages.slice(counted === undefined ? 0 : record?.after?.messages);
  const tokens = since.reduce(
    (sum, { content, reasoning_content: reasoning = '' }) =>
      sum + tokensPerMessage + estimateTokens(content) + estimateTokens(reasoning),
    counted?.prompt ?? 0,
  );
  const prompt = Math.round(tokens);
  const cached = counted === undefined ? 0 : storedTokens(counted, before?.request, record, at);
  return { prompt, cached: Math.min(cached, prompt) };
}

/** The count of the request that this one goes on from, if it does so with all of its messages. */
function countedBefore(record: RequestRecord | undefined, before: Turn | undefined) {
  const { usage, request } = before ?? {};
  if (usage === undefined || request === undefined || record?.after === undefined) return undefined;
  const all = (request.after?.messages ?? 0) + request.messageHashes.length;
  return record.after.messages === all ? usage : undefined;
}
