/** One chat request from the first byte out to the last byte in, under the watchdog (contract 7.4, 7.5). */

import type { ErrorData } from '../conversation/errors.ts';
import { createBodyReader, type BodyReader } from './bodyReader.ts';
import type { ClientPorts } from './client.ts';
import { errorData, type ErrorContext } from './errors.ts';
import { contextOf, createGuardedFetch, discard, failureOf } from './guardedFetch.ts';
import { createIdleWatchdog, queueLimitMs, type IdleWatchdog } from './idleWatchdog.ts';
import type { ChatCall, StreamEvent, StreamOutcome } from './types.ts';

/** How long usage is waited for after the finish reason, in milliseconds. */
export const usageWaitMs = 5_000;
/** How long a finished body may take to end, so that its connection can serve the next request. */
export const drainMs = 1_000;

type Source = ReadableStreamDefaultReader<Uint8Array>;

interface Exchange {
  readonly ports: ClientPorts;
  readonly call: ChatCall;
  readonly emit: (event: StreamEvent) => void;
  readonly reader: BodyReader;
  readonly watchdog: IdleWatchdog;
  /** Rejects when the exchange is to stop, for whatever does not heed the signal itself. */
  readonly stopped: Promise<never>;
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  const promise = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('The request was aborted.'));
    });
  });
  // It also aborts when nobody waits any more.
  promise.catch(() => undefined);
  return promise;
}

async function send(ports: ClientPorts, call: ChatCall, signal: AbortSignal): Promise<Response> {
  const { target, body } = call;
  const fetch = createGuardedFetch(
    { target, userAgent: ports.userAgent, fetch: ports.fetch, now: () => ports.clock.now() },
    body.stream ? 'text/event-stream' : 'application/json',
  );
  // Loaded by the first request, not by the extension's start.
  const { postChat } = await import('./sdkTransport.ts');
  const response = await postChat({ baseUrl: target.baseUrl, body, fetch, signal });
  if (signal.aborted) discard(response);
  return response;
}

/** Pulls the body through the reader; resolves at its end or as soon as nothing more can matter. */
async function pump(exchange: Exchange, source: Source): Promise<void> {
  const { reader, watchdog, ports } = exchange;
  let cancelWait: (() => void) | undefined;
  const waited = Promise.withResolvers<undefined>();
  try {
    while (!reader.closed) {
      const next = await Promise.race([source.read(), exchange.stopped, waited.promise]);
      if (next === undefined || next.done) return;
      watchdog.onBytes();
      if (reader.push(next.value) === 'data') watchdog.onData();
      else if (!reader.sawData) exchange.emit({ type: 'waiting' });
      if (reader.finished) {
        cancelWait ??= ports.clock.after(usageWaitMs, () => {
          waited.resolve(undefined);
        });
      }
    }
  } finally {
    cancelWait?.();
  }
}

/** Reads a finished body to its end in the background; what will not end is closed. */
async function drain(ports: ClientPorts, source: Source, close: () => void): Promise<void> {
  const cancel = ports.clock.after(drainMs, close);
  try {
    while (!(await source.read()).done);
  } catch (thrown) {
    ports.logger.info(`A finished answer's connection broke: ${String(thrown)}`);
  } finally {
    cancel();
    close();
  }
}

function timeoutError(expiry: 'idle' | 'queue', call: ChatCall, context: ErrorContext): ErrorData {
  const message =
    expiry === 'queue'
      ? `The server kept the request waiting for ${queueLimitMs / 60_000} minutes without beginning an answer.`
      : `The server sent nothing for ${call.idleTimeoutMs / 1000} seconds.`;
  return errorData('timeout', message, context);
}

/** Tells `waiting` once, and again after each `stalled`. */
function withoutRepeats(emit: (event: StreamEvent) => void): (event: StreamEvent) => void {
  let waiting = false;
  return (event) => {
    if (event.type === 'waiting' && waiting) return;
    waiting = event.type === 'waiting' || (waiting && event.type !== 'stalled');
    emit(event);
  };
}

/** Runs one call to its end; never rejects. */
export async function runExchange(
  ports: ClientPorts,
  call: ChatCall,
  signal: AbortSignal,
  sink: (event: StreamEvent) => void,
): Promise<StreamOutcome> {
  if (signal.aborted) return { status: 'aborted' };
  const context = contextOf(call.target);
  const emit = withoutRepeats(sink);
  const controller = new AbortController();
  const close = () => {
    controller.abort();
  };
  signal.addEventListener('abort', close);
  let expiry: 'idle' | 'queue' | undefined;
  const watchdog = createIdleWatchdog(ports.clock, call.idleTimeoutMs, {
    onStalled: () => {
      emit({ type: 'stalled' });
    },
    onExpired: (reason) => {
      expiry = reason;
      close();
    },
  });
  const reader = createBodyReader(call, context, emit);
  const stopped = rejectOnAbort(controller.signal);
  let source: Source | undefined;
  let drains = false;
  try {
    const response = await Promise.race([send(ports, call, controller.signal), stopped]);
    const traceId = response.headers.get('x-ds-trace-id');
    emit({ type: 'opened', ...(traceId !== null && { traceId }) });
    watchdog.onBytes();
    source = response.body?.getReader() as Source | undefined;
    if (source !== undefined) {
      await pump({ ports, call, emit, reader, watchdog, stopped }, source);
    }
    const outcome = reader.end();
    drains = outcome.status === 'complete';
    return outcome;
  } catch (thrown) {
    if (signal.aborted) return reader.abandon();
    if (expiry !== undefined) return reader.breakOff(timeoutError(expiry, call, context));
    if (reader.finished) return reader.end();
    return reader.breakOff(failureOf(thrown, context));
  } finally {
    watchdog.stop();
    signal.removeEventListener('abort', close);
    if (drains && source !== undefined) void drain(ports, source, close);
    else close();
  }
}
