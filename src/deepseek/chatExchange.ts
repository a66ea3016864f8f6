/** One chat request from the first byte out to the last byte in, under the watchdog (contract 7.4, 7.5). */

import { setImmediate as otherWork } from 'node:timers/promises';
import { notLoaded, type ErrorData } from '../conversation/errors.ts';
import { serverLimits } from '../conversation/limits.ts';
import { importPart, PartMissing } from '../platform/latePart.ts';
import { BodyReader } from './bodyReader.ts';
import type { ClientPorts } from './clientPorts.ts';
import { errorData } from './errors.ts';
import { contextOf, createGuardedFetch, failureOf } from './guardedFetch.ts';
import {
  createIdleWatchdog,
  queueLimitMs,
  type Expiry,
  type IdleWatchdog,
} from './idleWatchdog.ts';
import type { ChatCall, StreamEvent, StreamOutcome } from './types.ts';

/** How long usage is waited for after the finish reason, in milliseconds. */
export const usageWaitMs = 5_000;
/** How long a finished body may take to end, so that its connection can serve the next request. */
export const drainMs = 1_000;

type Source = ReadableStreamDefaultReader<Uint8Array>;

/** Runs one call once. */
export class ChatExchange {
  readonly #ports: ClientPorts;
  readonly #call: ChatCall;
  readonly #signal: AbortSignal;
  readonly #sink: (event: StreamEvent) => void;
  readonly #controller = new AbortController();
  readonly #reader: BodyReader;
  #source: Source | undefined;
  #expiry: Expiry | undefined;
  #waiting = false;
  /** Bytes read since other work had its turn. */
  #pushed = 0;

  constructor(
    ports: ClientPorts,
    call: ChatCall,
    signal: AbortSignal,
    sink: (event: StreamEvent) => void,
  ) {
    this.#ports = ports;
    this.#call = call;
    this.#signal = signal;
    this.#sink = sink;
    this.#reader = new BodyReader(call, contextOf(call.target), sink);
  }

  /** Runs the call to its end; never rejects. */
  async run(): Promise<StreamOutcome> {
    if (this.#signal.aborted) return { status: 'aborted' };
    this.#signal.addEventListener('abort', this.#close);
    const watchdog = this.#startWatchdog();
    try {
      await this.#receive(watchdog);
      return this.#settle(this.#reader.end());
    } catch (thrown) {
      return this.#settle(this.#outcomeOf(thrown));
    } finally {
      watchdog.stop();
      this.#signal.removeEventListener('abort', this.#close);
    }
  }

  readonly #close = () => {
    this.#controller.abort();
    if (this.#source !== undefined) this.#release(this.#source);
  };

  /** Ends a read that is under way; a body that has broken already has nothing to let go. */
  #release(source: Source): void {
    source.cancel().catch(() => undefined);
  }

  #startWatchdog(): IdleWatchdog {
    const { idleTimeoutMs, body } = this.#call;
    const events = {
      onStalled: () => {
        this.#waiting = false;
        this.#sink({ type: 'stalled' });
      },
      onExpired: (reason: Expiry) => {
        this.#expiry = reason;
        this.#close();
      },
    };
    return createIdleWatchdog(this.#ports.clock, idleTimeoutMs, events, !body.stream);
  }

  async #receive(watchdog: IdleWatchdog): Promise<void> {
    const response = await this.#send((headers) => {
      const traceId = headers.get('x-ds-trace-id');
      this.#sink({ type: 'opened', ...(traceId !== null && { traceId }) });
      watchdog.onBytes();
    });
    this.#source = response.body?.getReader() as Source | undefined;
    if (this.#source !== undefined) await this.#pump(this.#source, watchdog);
  }

  async #send(onHeaders: (headers: Headers) => void): Promise<Response> {
    const { target, body } = this.#call;
    const { userAgent, clock, fetch } = this.#ports;
    const { signal } = this.#controller;
    const guarded = createGuardedFetch({
      target,
      userAgent,
      fetch,
      now: () => clock.now(),
      accept: body.stream ? 'text/event-stream' : 'application/json',
      onHeaders: (headers) => {
        if (!signal.aborted) onHeaders(headers);
      },
    });
    // Loaded by the first request, not by the extension's start.
    const { postChat } = await importPart(() => import('./sdkTransport.ts'));
    return await postChat({ baseUrl: target.baseUrl, body, fetch: guarded, signal });
  }

  /** Pulls the body through the reader; resolves at its end or as soon as nothing more can matter. */
  async #pump(source: Source, watchdog: IdleWatchdog): Promise<void> {
    const [reader, ports] = [this.#reader, this.#ports];
    let cancelWait: (() => void) | undefined;
    try {
      while (!reader.closed) {
        const next = await source.read();
        this.#controller.signal.throwIfAborted();
        if (next.done) return;
        watchdog.onBytes();
        if (await this.#pushInSlices(next.value)) watchdog.onData();
        else if (!reader.sawData && !reader.closed) this.#tellWaiting();
        if (!reader.finished) {
          cancelWait?.();
          cancelWait = undefined;
        } else {
          cancelWait ??= ports.clock.after(usageWaitMs, () => {
            this.#release(source);
          });
        }
      }
    } finally {
      cancelWait?.();
    }
  }

  /** A packet may hold thousands of events: between slices of them Stop and the rest of the host get their turn. */
  async #pushInSlices(bytes: Uint8Array): Promise<boolean> {
    let hasData = false;
    for (let at = 0; at < bytes.length && !this.#reader.closed; at += serverLimits.slice) {
      const slice = bytes.subarray(at, at + serverLimits.slice);
      this.#pushed += slice.length;
      if (this.#pushed > serverLimits.slice) {
        await otherWork();
        this.#controller.signal.throwIfAborted();
        this.#pushed = slice.length;
      }
      hasData = this.#reader.push(slice) || hasData;
    }
    return hasData;
  }

  /** Told once, and again after each `stalled`. */
  #tellWaiting(): void {
    if (!this.#waiting) this.#sink({ type: 'waiting' });
    this.#waiting = true;
  }

  #outcomeOf(thrown: unknown): StreamOutcome {
    if (this.#signal.aborted) return this.#reader.abandon();
    if (this.#expiry !== undefined) return this.#reader.breakOff(this.#expiryError(this.#expiry));
    if (this.#reader.finished) return this.#reader.end();
    if (thrown instanceof PartMissing) return this.#reader.breakOff(notLoaded(thrown));
    return this.#reader.breakOff(failureOf(thrown, contextOf(this.#call.target)));
  }

  #expiryError(expiry: Expiry): ErrorData {
    if (expiry === 'wake') {
      const message = 'The connection was gone when the computer woke up.';
      return errorData('network', message, contextOf(this.#call.target));
    }
    const message =
      expiry === 'queue'
        ? `The server kept the request waiting for ${queueLimitMs / 60_000} minutes without beginning an answer.`
        : `The server sent nothing for ${this.#call.idleTimeoutMs / 1000} seconds.`;
    return errorData('timeout', message, contextOf(this.#call.target));
  }

  /** Lets go of the connection: a complete answer's serves the next request, any other is closed. */
  #settle(outcome: StreamOutcome): StreamOutcome {
    if (outcome.status === 'complete' && this.#source !== undefined) void this.#drain(this.#source);
    else this.#close();
    this.#log(outcome);
    return outcome;
  }

  async #drain(source: Source): Promise<void> {
    const cancel = this.#ports.clock.after(drainMs, this.#close);
    try {
      while (!(await source.read()).done);
    } catch (thrown) {
      this.#ports.logger.info(`A finished answer's connection was closed: ${String(thrown)}`);
    } finally {
      cancel();
      this.#close();
    }
  }

  #log(outcome: StreamOutcome): void {
    const { host } = contextOf(this.#call.target);
    const line = `chat ${host} ${this.#call.body.model}: ${outcome.status}`;
    if (outcome.status === 'complete') {
      this.#ports.logger.info(`${line}, finish reason ${outcome.finishReason ?? 'unknown'}`);
    } else if (outcome.status === 'aborted') {
      this.#ports.logger.info(line);
    } else {
      const { kind, status, message } = outcome.error;
      this.#ports.logger.warn(`${line}, ${kind} ${status ?? ''} ${message}`);
    }
  }
}
