/**
 * A strict fake of the DeepSeek HTTP API on a loopback port. It rejects what the real one rejects, records every
 * request, and follows a test's script.
 */

import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkCompletion } from './checks/checkCompletion.ts';
import { echoAnswer, echoFim } from './answers/echoAnswer.ts';
import { Exchange } from './exchange.ts';
import { parseBody } from './jsonText.ts';
import { listedModels } from './models.ts';
import { PromptCache } from './promptCache.ts';
import type { ReceivedBody } from './receiving.ts';
import { readBody, requireJson, requireKey } from './receiving.ts';
import { Refusal } from './refusal.ts';
import { RequestLog } from './requestLog.ts';
import { requireRoute } from './routes.ts';
import type { Wait } from './answers/sendAnswer.ts';
import { waitForTime } from './answers/sendAnswer.ts';
import { isObject } from './checks/shapes.ts';
import type {
  BalanceInfo,
  Generation,
  JsonObject,
  RawAnswer,
  RememberedRequest,
  RequestBody,
  Responder,
  Step,
} from './types.ts';

/** Options of the server. */
export interface ServerOptions {
  readonly generation?: Generation;
  /** The only valid key; if missing, no key is required. */
  readonly apiKey?: string;
  /** Defaults to any free port. */
  readonly port?: number;
  /** Rejects fields that the contract does not list; default true. */
  readonly strictFields?: boolean;
  /** Replaces the context length of every model, in tokens. */
  readonly contextTokens?: number;
  /** Waits between paced chunks; defaults to real time. */
  readonly wait?: Wait;
  /** Milliseconds since the epoch; defaults to real time. */
  readonly now?: () => number;
}

const jsonHeaders = { 'content-type': 'application/json' };

function toJson(value: JsonObject): RawAnswer {
  return { headers: jsonHeaders, chunks: [JSON.stringify(value)] };
}

function isStep(value: readonly unknown[] | Step): value is Step {
  return !Array.isArray(value);
}

/** A running fake server. */
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

  /** Every request so far, in order of arrival. */
  get requests(): readonly RememberedRequest[] {
    return this.#log.entries;
  }

  /** Number of scripted steps that are still unused. */
  get pendingSteps(): number {
    return this.#steps.length;
  }

  /** Queues steps for the next valid chat requests, one each. */
  script(steps: Step | readonly Step[]): void {
    if (isStep(steps)) this.#steps.push(steps);
    else this.#steps.push(...steps);
  }

  /** Answers chat requests for which no step is queued. */
  answerWith(responder: Responder): void {
    this.#responder = responder;
  }

  /** Answers FIM requests. */
  answerFimWith(responder: Responder): void {
    this.#fimResponder = responder;
  }

  /** Sets the list of `GET /models`: ids, complete entries, or another step (contract 18). */
  setModels(models: readonly (string | JsonObject)[] | Step): void {
    this.#models = models;
  }

  /** Sets the response of `GET /user/balance`, or another step (contract 18). */
  setBalance(balance: readonly BalanceInfo[] | Step): void {
    this.#balance = balance;
  }

  /** Resolves to the first matching request; rejects when the server closes. */
  waitFor(predicate: (request: RememberedRequest) => boolean): Promise<RememberedRequest> {
    return this.#log.waitFor(predicate);
  }

  /** Starts listening on loopback. */
  async listen(): Promise<void> {
    this.#server.listen(this.#options.port ?? 0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Closes all sockets; rejects if a responder or the server itself threw. */
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
    const received = await readBody(request).catch((error: unknown) => error as Error);
    if (received instanceof Error) {
      this.#log.add({ ...this.#toEntry(request, Buffer.alloc(0)), aborted: true });
      return;
    }
    const entry = this.#toEntry(request, received.bytes);
    const { generation } = this;
    const { wait = waitForTime } = this.#options;
    const shared = { generation, log: this.#log, cache: this.#cache, wait };
    const exchange = new Exchange(entry, response, shared, gone.signal);
    this.#log.add(entry);
    try {
      await this.#dispatch(exchange, received);
    } catch (error) {
      await this.#refuse(exchange, error as Error);
    }
  }

  async #dispatch(exchange: Exchange, received: ReceivedBody): Promise<void> {
    const { headers, method, path } = exchange.entry;
    const { kind, beta } = requireRoute(method, path);
    requireKey(headers.authorization, this.#options.apiKey, this.generation);
    if (kind === 'models') await exchange.perform(this.#listModels());
    else if (kind === 'balance') await exchange.perform(this.#sendBalance());
    else {
      requireJson(received, headers['content-type']);
      const { strictFields = true, contextTokens } = this.#options;
      const completion = checkCompletion(kind, parseBody(received.bytes), {
        generation: this.generation,
        beta,
        strictFields,
        ...(contextTokens === undefined ? {} : { contextTokens }),
      });
      await exchange.perform(await this.#nextStep(exchange.entry, kind), completion);
    }
  }

  async #nextStep(entry: RememberedRequest, kind: 'chat' | 'fim'): Promise<Step> {
    const earlier = this.requests.slice(0, this.requests.indexOf(entry));
    if (kind === 'fim') return await this.#fimResponder(entry, earlier);
    return this.#steps.shift() ?? (await this.#responder(entry, earlier));
  }

  #toEntry(request: IncomingMessage, bytes: Buffer): RememberedRequest {
    const bodyText = bytes.toString();
    let body: unknown;
    try {
      body = JSON.parse(bodyText);
    } catch {
      body = undefined; // Stored as text; validation reports the error to the client.
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

  async #refuse(exchange: Exchange, error: Error): Promise<void> {
    if (error instanceof Refusal) {
      this.#log.update(exchange.entry, { refusal: error.message });
      await exchange.perform({ error: error.answer });
      return;
    }
    this.#faults.push(error);
    if (exchange.isStarted) exchange.destroy();
    else await exchange.perform({ error: { status: 500, message: String(error) } });
  }

  #listModels(): Step {
    if (isStep(this.#models)) return this.#models;
    const data = this.#models.map((model) =>
      typeof model === 'string' ? { id: model, object: 'model', owned_by: 'deepseek' } : model,
    );
    return { raw: toJson({ object: 'list', data }) };
  }

  #sendBalance(): Step {
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
