/** One chat request from sending to the last byte, with an idle timeout (contract 7.4, 7.5). */

import type { ErrorData } from '../../conversation/errors.ts';
import { orAborted } from '../http/orAborted.ts';
import { BodyReader } from './bodyReader.ts';
import type { ClientPorts } from '../clientPorts.ts';
import { causeCodeOf, errorData, isUnsent } from '../http/apiErrors.ts';
import { toSafeMessage } from '../http/errorText.ts';
import { failureLine, say, traceIdIn } from '../http/failureLine.ts';
import { contextOf, createGuardedFetch, discard, toRequestFailure } from '../http/guardedFetch.ts';
import {
  createIdleWatchdog,
  queueLimitMs,
  wholeLimitMs,
  type TimeoutReason,
  type IdleTimeout,
} from './idleTimeout.ts';
import { readBody, release, type BodySource } from '../http/responseBody.ts';
import type { ChatCall, StreamEvent, StreamOutcome } from '../types.ts';

/** How long to wait for usage after the finish reason, in milliseconds. */
export const usageWaitMs = 5_000;
/** How long a finished body may take to close before its connection is dropped instead of reused, in milliseconds. */
export const drainMs = 1_000;

/** The error message if parsing an answer failed because of a bug. */
export const unreadable = 'The answer could not be read.';

/** Runs one call. */
export class ChatRequest {
  readonly #ports: ClientPorts;
  readonly #call: ChatCall;
  readonly #signal: AbortSignal;
  readonly #sink: (event: StreamEvent) => void;
  readonly #controller = new AbortController();
  readonly #reader: BodyReader;
  #source: BodySource | undefined;
  #expiry: TimeoutReason | undefined;
  /** The exception of a bug in our own parser. */
  #fault: { readonly thrown: unknown } | undefined;
  #opened = false;
  #traceId: string | undefined;
  #causeCode: string | undefined;
  #cancelUsageWait: (() => void) | undefined;
  #waiting = false;
  /** No further events are wanted: the call has ended, or the listener failed. */
  #deaf = false;

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
    this.#reader = new BodyReader(call, contextOf(call.target), this.#emit);
  }

  /** Runs the call to its end; never rejects. */
  async run(): Promise<StreamOutcome> {
    if (this.#signal.aborted) return { status: 'aborted' };
    this.#signal.addEventListener('abort', this.#close);
    const watchdog = this.#startWatchdog();
    let outcome: StreamOutcome;
    try {
      await this.#receive(watchdog);
      outcome = this.#guard(() => this.#reader.end());
    } catch (thrown) {
      outcome = this.#outcomeOf(thrown);
    }
    this.#deaf = true;
    watchdog.stop();
    this.#cancelUsageWait?.();
    this.#signal.removeEventListener('abort', this.#close);
    this.#release(outcome);
    this.#log(outcome);
    return outcome;
  }

  /** Aborts all pending work, even if the body ignores the signal. */
  readonly #close = () => {
    this.#controller.abort();
    if (this.#source !== undefined) release(this.#source);
  };

  readonly #emit = (event: StreamEvent) => {
    if (this.#deaf) return;
    try {
      this.#sink(event);
    } catch (thrown) {
      this.#deaf = true;
      this.#fault ??= { thrown };
      this.#close();
    }
  };

  #startWatchdog(): IdleTimeout {
    const { idleTimeoutMs, body } = this.#call;
    const events = {
      onStalled: () => {
        this.#waiting = false;
        this.#emit({ type: 'stalled' });
      },
      onExpired: (reason: TimeoutReason) => {
        this.#expiry = reason;
        this.#close();
      },
    };
    return createIdleWatchdog(this.#ports.clock, idleTimeoutMs, events, !body.stream);
  }

  /** Rejects when the call is closed, whatever it is waiting for. */
  async #receive(watchdog: IdleTimeout): Promise<void> {
    const { signal } = this.#controller;
    const response = await orAborted(this.#send(watchdog), signal, discard);
    signal.throwIfAborted();
    if (response === undefined || response.body === null) return;
    this.#source = response.body.getReader() as BodySource;
    await readBody(this.#source, signal, (slice) => this.#take(slice, watchdog));
  }

  async #send(watchdog: IdleTimeout): Promise<Response> {
    const { target, body } = this.#call;
    const { userAgent, clock, fetch } = this.#ports;
    const { signal } = this.#controller;
    const guarded = createGuardedFetch({
      target,
      userAgent,
      fetch,
      clock,
      accept: body.stream ? 'text/event-stream' : 'application/json',
      onHeaders: (headers) => {
        if (!signal.aborted) this.#open(headers, watchdog);
      },
    });
    const { postChat } = await this.#ports.loadTransport();
    signal.throwIfAborted();
    return await postChat({ baseUrl: target.baseUrl, body, fetch: guarded, signal });
  }

  #open(headers: Headers, watchdog: IdleTimeout): void {
    this.#opened = true;
    const traceId = traceIdIn(headers, this.#call.target.apiKey);
    this.#traceId = traceId;
    this.#emit({ type: 'opened', ...(traceId !== undefined && { traceId }) });
    watchdog.onBytes();
  }

  /** Reads a slice; returns false when the rest of the body is irrelevant. */
  #take(slice: Uint8Array, watchdog: IdleTimeout): boolean {
    const reader = this.#reader;
    watchdog.onBytes();
    const { textEvents } = reader;
    const counts = this.#guard(() => reader.push(slice));
    if (counts) watchdog.onData(reader.textEvents > textEvents);
    else if (reader.sawData) watchdog.onBegun();
    else if (!reader.closed) this.#emitWaiting();
    this.#waitForUsage(counts);
    return !reader.closed;
  }

  /** Records exceptions of our own parser, to distinguish them from connection errors. */
  #guard<T>(read: () => T): T {
    try {
      return read();
    } catch (thrown) {
      this.#fault ??= { thrown };
      throw thrown;
    }
  }

  /** Only usage may follow a finish reason, but some servers send a reason with every piece of text. */
  #waitForUsage(counts: boolean): void {
    const { finished } = this.#reader;
    if (this.#cancelUsageWait !== undefined && finished && !counts) return;
    this.#cancelUsageWait?.();
    this.#cancelUsageWait = finished
      ? this.#ports.clock.after(usageWaitMs, this.#close)
      : undefined;
  }

  /** Emitted once, and again after each `stalled`. */
  #emitWaiting(): void {
    if (!this.#waiting) this.#emit({ type: 'waiting' });
    this.#waiting = true;
  }

  #outcomeOf(thrown: unknown): StreamOutcome {
    try {
      return this.#readOutcome(thrown);
    } catch (fault) {
      this.#fault ??= { thrown: fault };
      if (this.#signal.aborted) return { status: 'aborted' };
      return { status: this.#reader.sawData ? 'interrupted' : 'failed', error: this.#ownError() };
    }
  }

  #readOutcome(thrown: unknown): StreamOutcome {
    const reader = this.#reader;
    if (this.#signal.aborted) return reader.abandon();
    if (this.#fault !== undefined) return reader.breakOff(this.#ownError());
    if (this.#expiry !== undefined) return reader.breakOff(this.#expiryError(this.#expiry));
    if (reader.finished) return reader.cutOff();
    const context = contextOf(this.#call.target);
    const error = toRequestFailure(thrown, context);
    this.#causeCode = causeCodeOf(thrown);
    const outcome = reader.cutOff(error);
    if (outcome.status !== 'failed' || this.#opened) return outcome;
    return isUnsent(thrown, error.kind) ? { ...outcome, unsent: true } : outcome;
  }

  #ownError(): ErrorData {
    return errorData('unknown', unreadable, contextOf(this.#call.target));
  }

  #expiryError(expiry: TimeoutReason): ErrorData {
    if (expiry === 'wake') {
      const message = 'The connection was gone when the computer woke up.';
      return errorData('network', message, contextOf(this.#call.target));
    }
    const message = this.#describeSilence(expiry);
    return errorData('timeout', message, contextOf(this.#call.target));
  }

  #describeSilence(expiry: Exclude<TimeoutReason, 'wake'>): string {
    switch (expiry) {
      case 'idle':
        return `The server sent nothing for ${this.#call.idleTimeoutMs / 1000} seconds.`;
      case 'queue':
        return `The server kept the request waiting for ${queueLimitMs / 60_000} minutes without beginning an answer.`;
      case 'overdue':
        return `The server did not finish the answer within ${wholeLimitMs / 60_000} minutes.`;
      case 'textless':
        return `The server sent no text for ${wholeLimitMs / 60_000} minutes.`;
    }
  }

  /** Keeps the connection of a complete answer for the next request; closes any other. */
  #release(outcome: StreamOutcome): void {
    const isOpen = this.#source !== undefined && !this.#controller.signal.aborted;
    if (outcome.status === 'complete' && isOpen) void this.#drain(this.#source);
    else this.#close();
  }

  async #drain(source: BodySource | undefined): Promise<void> {
    if (source === undefined) return;
    const cancel = this.#ports.clock.after(drainMs, this.#close);
    try {
      await readBody(source, this.#controller.signal, () => true);
    } catch (thrown) {
      const line = `A finished answer's connection was closed: ${String(thrown)}`;
      say(this.#ports.logger, 'info', line);
    } finally {
      cancel();
      this.#close();
    }
  }

  #log(outcome: StreamOutcome): void {
    const { body, target, purpose: what = 'chat' } = this.#call;
    const { model } = body;
    const { logger } = this.#ports;
    const { apiKey } = target;
    if (this.#fault !== undefined) {
      const stack = toSafeMessage(stackOf(this.#fault.thrown), apiKey);
      say(logger, 'error', `An answer could not be read: ${stack}`);
    }
    if ('error' in outcome) {
      const causeCode = this.#causeCode;
      const traceId = this.#traceId;
      say(logger, 'warn', failureLine({ what, model, ...outcome, causeCode, traceId, apiKey }));
      return;
    }
    const reason =
      outcome.status === 'complete' ? `, finish reason ${outcome.finishReason ?? 'unknown'}` : '';
    const { host } = contextOf(target);
    say(logger, 'info', `${what} ${host} ${model}: ${outcome.status}${reason}`);
  }
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.name) : typeof thrown;
}
