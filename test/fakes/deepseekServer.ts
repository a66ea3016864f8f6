/**
 * A strict stand-in for the DeepSeek HTTP API on a loopback port. It refuses what the real one
 * refuses, remembers every request, and does what a test scripts.
 */

import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnswerContext } from './chatAnswer.ts';
import { toAnswer } from './chatAnswer.ts';
import { checkChatRequest } from './chatChecks.ts';
import { echoAnswer, echoFim } from './echoAnswer.ts';
import { checkFimRequest } from './fimChecks.ts';
import { parseBody } from './jsonText.ts';
import { listedModels } from './models.ts';
import { PromptCache } from './promptCache.ts';
import { readBody, requireJson, requireKey } from './receiving.ts';
import { Refusal, errorToRaw } from './refusal.ts';
import { RequestLog } from './requestLog.ts';
import type { Wait } from './sendAnswer.ts';
import { hasHead, sendAnswer, untilAborted, waitForTime } from './sendAnswer.ts';
import { isObject } from './shapes.ts';
import { renderMessage, renderPrompt } from './tokens.ts';
import type {
  AnswerPlan,
  BalanceInfo,
  Generation,
  JsonObject,
  RawAnswer,
  RememberedRequest,
  RequestBody,
  Responder,
  Step,
} from './types.ts';

/** How the server starts. */
export interface ServerOptions {
  readonly generation?: Generation;
  /** The one key it takes; absent: anyone is served. */
  readonly apiKey?: string;
  /** Default any free port. */
  readonly port?: number;
  /** Refuse fields the contract does not list; default true. */
  readonly strictFields?: boolean;
  /** Replaces the context length of every model, in tokens. */
  readonly contextTokens?: number;
  /** Waits of paced answers; default real time. */
  readonly wait?: Wait;
  /** Milliseconds since the epoch; default real time. */
  readonly now?: () => number;
}

interface Exchange {
  readonly entry: RememberedRequest;
  readonly response: ServerResponse;
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal;
}

interface Checked {
  readonly kind: 'chat' | 'fim';
  readonly model: string;
  readonly thinking: boolean;
  readonly prompt: string;
  /** Keeps the caches of accounts, models and `user_id`s apart (contract 14). */
  readonly account: string;
}

interface Route {
  readonly method: 'GET' | 'POST';
  readonly kind: 'chat' | 'fim' | 'models' | 'balance';
  readonly beta: boolean;
}

const post = { method: 'POST', beta: false } as const;
const get = { method: 'GET', beta: false } as const;
const routes = new Map<string, Route>([
  ['/chat/completions', { ...post, kind: 'chat' }],
  ['/v1/chat/completions', { ...post, kind: 'chat' }],
  ['/beta/chat/completions', { ...post, kind: 'chat', beta: true }],
  ['/completions', { ...post, kind: 'fim' }],
  ['/v1/completions', { ...post, kind: 'fim' }],
  ['/beta/completions', { ...post, kind: 'fim', beta: true }],
  ['/models', { ...get, kind: 'models' }],
  ['/v1/models', { ...get, kind: 'models' }],
  ['/user/balance', { ...get, kind: 'balance' }],
]);

const jsonHeaders = { 'content-type': 'application/json' };

function toJson(value: JsonObject): RawAnswer {
  return { headers: jsonHeaders, chunks: [JSON.stringify(value)] };
}

function isStep(value: readonly unknown[] | Step): value is Step {
  return !Array.isArray(value);
}

/** A running stand-in server. */
export class DeepSeekServer {
  readonly generation: Generation;
  readonly #options: ServerOptions;
  readonly #server: Server;
  readonly #log = new RequestLog();
  readonly #cache: PromptCache;
  readonly #steps: Step[] = [];
  readonly #faults: Error[] = [];
  #responder: Responder;
  #fimResponder: Responder = echoFim;
  #models: readonly (string | JsonObject)[] | Step;
  #balance: readonly BalanceInfo[] | Step;
  #serial = 0;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.generation = options.generation ?? 'today';
    this.#cache = new PromptCache(this.generation);
    this.#responder = (request) => {
      const { content, ...rest } = echoAnswer(request);
      return this.generation === 'compatible' ? { content } : { content, ...rest };
    };
    this.#models = listedModels[this.generation];
    const amounts = { total_balance: '110.00', granted_balance: '10.00' };
    this.#balance =
      this.generation === 'compatible'
        ? { error: { status: 404, message: 'Not Found' } }
        : [{ currency: 'CNY', ...amounts, topped_up_balance: '100.00' }];
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  /** `http://127.0.0.1:PORT`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Every request so far, in the order of arrival. */
  get requests(): readonly RememberedRequest[] {
    return this.#log.entries;
  }

  /** How many scripted steps no request has taken yet. */
  get pendingSteps(): number {
    return this.#steps.length;
  }

  /** Queues what happens to the next chat requests that pass validation, one step each. */
  script(steps: Step | readonly Step[]): void {
    if (isStep(steps)) this.#steps.push(steps);
    else this.#steps.push(...steps);
  }

  /** Decides chat requests for which no step is queued. */
  answerWith(responder: Responder): void {
    this.#responder = responder;
  }

  /** Decides FIM requests. */
  answerFimWith(responder: Responder): void {
    this.#fimResponder = responder;
  }

  /** What `GET /models` lists: ids, whole entries, or another step (contract 18). */
  setModels(models: readonly (string | JsonObject)[] | Step): void {
    this.#models = models;
  }

  /** What `GET /user/balance` tells, or another step (contract 18). */
  setBalance(balance: readonly BalanceInfo[] | Step): void {
    this.#balance = balance;
  }

  /** Resolves to the first request that satisfies the predicate; rejects when the server closes. */
  waitFor(predicate: (request: RememberedRequest) => boolean): Promise<RememberedRequest> {
    return this.#log.waitFor(predicate);
  }

  /** Listens on loopback. */
  async listen(): Promise<void> {
    this.#server.listen(this.#options.port ?? 0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Closes every socket; rejects when a responder or the server itself had thrown. */
  async close(): Promise<void> {
    this.#log.close();
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
    if (this.#faults.length > 0) throw new AggregateError(this.#faults, 'The stand-in failed.');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => {
      gone.abort();
    });
    const signal = gone.signal;
    const received = await readBody(request).catch((error: unknown) => error as Error);
    if (received instanceof Error) {
      this.#log.add({ ...this.#toEntry(request, Buffer.alloc(0)), aborted: true });
      return;
    }
    const exchange = { entry: this.#toEntry(request, received.bytes), response, signal };
    this.#log.add(exchange.entry);
    try {
      const route = this.#route(request, exchange.entry.path);
      requireKey(request.headers.authorization, this.#options.apiKey, this.generation);
      if (route.kind === 'models') await this.#perform(exchange, this.#listModels());
      else if (route.kind === 'balance') await this.#perform(exchange, this.#tellBalance());
      else {
        requireJson(received, request.headers['content-type']);
        await this.#complete(exchange, route, parseBody(received.bytes));
      }
    } catch (error) {
      await this.#refuse(exchange, error as Error);
    }
  }

  #toEntry(request: IncomingMessage, bytes: Buffer): RememberedRequest {
    const bodyText = bytes.toString();
    let body: unknown;
    try {
      body = JSON.parse(bodyText);
    } catch {
      body = undefined; // Remembered as text; validation tells the client.
    }
    return {
      method: request.method ?? '',
      path: new URL(request.url ?? '/', 'http://127.0.0.1').pathname,
      headers: request.headers,
      bodyText,
      ...(isObject(body) ? { body: body as RequestBody } : {}),
      at: this.#now(),
      thinkingExplicit: isObject(body) && isObject(body.thinking),
      aborted: false,
      finished: false,
      traceId: (++this.#serial).toString(16).padStart(32, '0'),
    };
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  #route({ method }: IncomingMessage, path: string): Route {
    const route = routes.get(path);
    if (route === undefined) {
      throw new Refusal({ status: 404, message: `Not Found: ${path}`, type: 'not_found_error' });
    }
    if (route.method !== method) {
      throw new Refusal({ status: 405, message: `Method Not Allowed: ${path}` });
    }
    return route;
  }

  #check(route: Route, body: JsonObject): Checked {
    const { strictFields = true, contextTokens } = this.#options;
    const context = {
      generation: this.generation,
      beta: route.beta,
      strictFields,
      ...(contextTokens === undefined ? {} : { contextTokens }),
    };
    const account = JSON.stringify([body.model, body.user_id ?? null, route.kind]);
    if (route.kind === 'fim') {
      const model = checkFimRequest(body, context).servedAs;
      const prompt = `${String(body.prompt)}<|>${String(body.suffix ?? '')}`;
      return { kind: 'fim', model, thinking: false, prompt, account };
    }
    const { model, thinking } = checkChatRequest(body, context);
    const prompt = renderPrompt(body as RequestBody);
    return { kind: 'chat', model: model.servedAs, thinking, prompt, account };
  }

  async #complete(exchange: Exchange, route: Route, body: JsonObject): Promise<void> {
    const checked = this.#check(route, body);
    const { entry } = exchange;
    const earlier = this.requests.slice(0, this.requests.indexOf(entry));
    const scripted = checked.kind === 'chat' ? this.#steps.shift() : undefined;
    const responder = checked.kind === 'chat' ? this.#responder : this.#fimResponder;
    await this.#perform(exchange, scripted ?? (await responder(entry, earlier)), checked);
  }

  async #perform(exchange: Exchange, step: Step, checked?: Checked): Promise<void> {
    if ('never' in step) {
      await untilAborted(exchange.signal);
      this.#log.update(exchange.entry, { aborted: true });
    } else if ('raw' in step) await this.#send(exchange, step.raw);
    else if ('error' in step) await this.#send(exchange, errorToRaw(step.error));
    else if (checked === undefined) throw new Error('Only completions are answered by a plan.');
    else await this.#answer(exchange, step, checked);
  }

  async #answer(exchange: Exchange, plan: AnswerPlan, checked: Checked): Promise<void> {
    const { account, prompt } = checked;
    const { entry } = exchange;
    const body = entry.body as RequestBody;
    const context: AnswerContext = {
      ...checked,
      generation: this.generation,
      id: `stand-in-${entry.traceId}`,
      created: Math.floor(entry.at / 1000),
      hit: this.#cache.countHit(account, prompt),
    };
    this.#cache.remember(account, prompt);
    const { raw, text } = toAnswer(plan, body, context);
    if (!(await this.#send(exchange, raw)) || checked.kind === 'fim') return;
    const { content, reasoning = '' } = text;
    const calls = text.toolCalls.map(({ id, name, arguments: whole }) => ({
      id,
      type: 'function',
      function: { name, arguments: whole },
    }));
    const output = renderMessage(
      {
        role: 'assistant',
        content,
        reasoning_content: reasoning,
        ...(calls.length === 0 ? {} : { tool_calls: calls }),
      },
      body.tools !== undefined,
    );
    this.#cache.remember(account, prompt + output);
  }

  async #send({ entry, response, signal }: Exchange, raw: RawAnswer): Promise<boolean> {
    const headers = { ...raw.headers, 'x-ds-trace-id': entry.traceId };
    if (hasHead(raw)) this.#log.update(entry, { status: raw.status ?? 200 });
    const wait = this.#options.wait ?? waitForTime;
    const isSent = await sendAnswer(response, { ...raw, headers }, signal, wait);
    if (raw.end === 'stall' || !isSent) this.#log.update(entry, { aborted: true });
    else this.#log.update(entry, { finished: true });
    return isSent;
  }

  async #refuse(exchange: Exchange, error: Error): Promise<void> {
    const { response } = exchange;
    if (error instanceof Refusal) {
      this.#log.update(exchange.entry, { refusal: error.message });
      await this.#send(exchange, errorToRaw(error.answer));
      return;
    }
    this.#faults.push(error);
    if (response.headersSent) response.destroy();
    else await this.#send(exchange, errorToRaw({ status: 500, message: String(error) }));
  }

  #listModels(): Step {
    if (isStep(this.#models)) return this.#models;
    const data = this.#models.map((model) =>
      typeof model === 'string' ? { id: model, object: 'model', owned_by: 'deepseek' } : model,
    );
    return { raw: toJson({ object: 'list', data }) };
  }

  #tellBalance(): Step {
    if (isStep(this.#balance)) return this.#balance;
    const balance_infos = this.#balance;
    return { raw: toJson({ is_available: balance_infos.length > 0, balance_infos }) };
  }
}

/** Starts a server; close it when the test ends. */
export async function startDeepSeekServer(options: ServerOptions = {}): Promise<DeepSeekServer> {
  const server = new DeepSeekServer(options);
  await server.listen();
  return server;
}
