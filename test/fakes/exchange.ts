/** Handles one request, from validation to closing the connection. */

import type { ServerResponse } from 'node:http';
import type { AnswerText } from './answers/answerText.ts';
import { toAnswer } from './answers/chatAnswer.ts';
import type { Completion } from './checks/checkCompletion.ts';
import type { PromptCache } from './promptCache.ts';
import { errorToRaw } from './refusal.ts';
import type { RequestLog } from './requestLog.ts';
import type { Wait } from './answers/sendAnswer.ts';
import { hasHead, sendAnswer, untilAborted } from './answers/sendAnswer.ts';
import { renderMessage } from './tokens.ts';
import type {
  AnswerPlan,
  Generation,
  RawAnswer,
  RememberedRequest,
  RequestBody,
  Step,
} from './types.ts';

/** Shared state of a server's exchanges. */
export interface ExchangeContext {
  readonly generation: Generation;
  readonly log: RequestLog;
  readonly cache: PromptCache;
  readonly wait: Wait;
}

/** The answer as it appears in the next request, so that its prefix is found in the cache. */
function renderOutput(text: AnswerText, hasTools: boolean): string {
  const calls = text.toolCalls.map(({ id, name, arguments: whole }) => ({
    id,
    type: 'function',
    function: { name, arguments: whole },
  }));
  const message = {
    role: 'assistant',
    content: text.content,
    reasoning_content: text.reasoning ?? '',
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
  return renderMessage(message, hasTools);
}

/** A request being answered. */
export class Exchange {
  readonly entry: RememberedRequest;
  readonly #response: ServerResponse;
  readonly #context: ExchangeContext;
  readonly #gone: AbortSignal;

  /** `gone` aborts when the client disconnects. */
  constructor(
    entry: RememberedRequest,
    response: ServerResponse,
    context: ExchangeContext,
    gone: AbortSignal,
  ) {
    this.entry = entry;
    this.#response = response;
    this.#context = context;
    this.#gone = gone;
  }

  /** Whether part of the response has been sent. */
  get isStarted(): boolean {
    return this.#response.headersSent;
  }

  /** Aborts the connection. */
  destroy(): void {
    this.#response.destroy();
  }

  /** Executes a step; a plan needs the completion request that it answers. */
  async perform(step: Step, completion?: Completion): Promise<void> {
    if ('never' in step) {
      await untilAborted(this.#gone);
      this.#context.log.update(this.entry, { aborted: true });
    } else if ('raw' in step) await this.#send(step.raw);
    else if ('error' in step) await this.#send(errorToRaw(step.error));
    else if (completion === undefined) throw new Error('Only completions are answered by a plan.');
    else await this.#answer(step, completion);
  }

  async #answer(plan: AnswerPlan, completion: Completion): Promise<void> {
    const { cache, generation } = this.#context;
    const { account, prompt, kind } = completion;
    const body = this.entry.body as RequestBody;
    const hit = cache.countHit(account, prompt);
    cache.remember(account, prompt);
    const { raw, text } = toAnswer(plan, body, {
      ...completion,
      generation,
      id: `stand-in-${this.entry.traceId}`,
      created: Math.floor(this.entry.at / 1000),
      hit,
    });
    const isSent = await this.#send(raw);
    if (isSent && kind === 'chat') {
      cache.remember(account, prompt + renderOutput(text, body.tools !== undefined));
    }
  }

  async #send(raw: RawAnswer): Promise<boolean> {
    const { log, wait } = this.#context;
    const headers = { ...raw.headers, 'x-ds-trace-id': this.entry.traceId };
    if (hasHead(raw)) log.update(this.entry, { status: raw.status ?? 200 });
    const answer = { ...raw, headers };
    const isSent = await sendAnswer(this.#response, answer, this.#gone, wait);
    const isFinished = isSent && raw.end !== 'stall';
    log.update(this.entry, isFinished ? { finished: true } : { aborted: true });
    return isFinished;
  }
}
