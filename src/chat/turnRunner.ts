/** Runs one turn: through the gate, to the server and back, again where that is harmless, to a certain end. */

import type { ErrorData } from '../conversation/errors.ts';
import type { ConversationEvent } from '../conversation/events.ts';
import type { Turn, TurnId } from '../conversation/model.ts';
import type { Usage } from '../conversation/usage.ts';
import type { ChatBody, StreamEvent, StreamOutcome } from '../deepseek/types.ts';
import type { TurnActivity } from './activity.ts';
import type { Gate } from './gate.ts';
import type { ChatPorts } from './ports.ts';
import { joinsTo } from './continuing.ts';
import { repairFor, type Repairs } from './repairs.ts';
import { buildRequest } from './requestBuilder.ts';
import { asksInWords } from './requestMessages.ts';
import type { PreparedRequest, PrepareRequest } from './requestPlan.ts';
import { toRequestRecord } from './requestRecord.ts';
import { retryDelay } from './retryDelay.ts';
import { TurnText } from './turnText.ts';

/** One turn to run. */
export interface TurnRun {
  readonly turnId: TurnId;
  readonly systemPrompt: string;
  /** The active branch, this turn last. */
  readonly branch: readonly Turn[];
  readonly signal: AbortSignal;
  /** Resolves early from a retry's wait when the person says so. */
  readonly retryNow: RetryBell;
  readonly emit: (events: readonly ConversationEvent[]) => void;
  readonly setActivity: (activity: TurnActivity) => void;
}

/** Rings when the person does not want to wait for a retry. */
export interface RetryBell {
  /** Calls back once at the next ring; the returned function takes that back. */
  onRing(callback: () => void): () => void;
}

/** A request that was refused, so that it is never sent again unchanged. */
interface Refused {
  readonly body: string;
  readonly outcome: StreamOutcome;
}

interface Attempt {
  readonly outcome: StreamOutcome;
  /** Whether anything was shown to the person. */
  readonly visible: boolean;
}

/** Runs a turn to its end and says how it ended; the caller ends the turn with it. */
export async function runTurn(
  run: TurnRun,
  ports: ChatPorts,
  gate: Gate,
  prepare: PrepareRequest,
): Promise<StreamOutcome> {
  const begun = run.branch.at(-1);
  const text = new TurnText(run.turnId, ports, run.emit, begun);
  let retries = 0;
  let repairs: Repairs = new Map();
  let refused: Refused | undefined;
  for (;;) {
    run.setActivity({ kind: 'sending', since: ports.clock.monotonic() });
    const prepared = await orAborted(prepare(run.signal, repairs), run.signal);
    if (prepared === undefined) return { status: 'aborted' };
    if (!prepared.ok) return { status: 'failed', error: prepared.error };
    const body = buildRequest(run.systemPrompt, run.branch, prepared.value.plan);
    // The repair was made already, or there is nothing in this request that it could change.
    if (refused?.body === JSON.stringify(body)) return refused.outcome;
    const { outcome, visible } = await attemptOnce(run, ports, gate, prepared.value, body, text);
    if (isTaken(outcome)) prepared.value.rememberRepairs();
    if (outcome.status === 'complete' || outcome.status === 'aborted' || visible) return outcome;
    const repair = repairFor(outcome.error, prepared.value.plan);
    if (repair !== undefined && !repairs.has(repair.name)) {
      ports.logger.info(`The request was refused; to be sent once more, repaired: ${repair.name}.`);
      repairs = new Map(repairs).set(repair.name, repair);
      refused = { body: JSON.stringify(body), outcome };
      continue;
    }
    retries += 1;
    const delay = retryDelay(outcome.error, retries, ports.ids.random());
    if (delay === undefined) return outcome;
    await waitToRetry(run, ports, outcome.error, delay, retries);
    if (run.signal.aborted) return { status: 'aborted' };
  }
}

/** Whether the server took the request, however its answer ended. */
function isTaken(outcome: StreamOutcome): boolean {
  return outcome.status === 'complete' || outcome.status === 'interrupted';
}

/** The value, or `undefined` as soon as the person stops: a key store or a question may never answer. */
function orAborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const leave = () => resolve(undefined);
    signal.addEventListener('abort', leave, { once: true });
    value
      .then((found) => resolve(signal.aborted ? undefined : found), reject)
      .finally(() => signal.removeEventListener('abort', leave));
  });
}

async function attemptOnce(
  run: TurnRun,
  ports: ChatPorts,
  gate: Gate,
  prepared: PreparedRequest,
  body: ChatBody,
  text: TurnText,
): Promise<Attempt> {
  const release = await gate.enter(prepared.origin, run.signal);
  if (release === undefined) return { outcome: { status: 'aborted' }, visible: false };
  const startedAt = ports.clock.now();
  let usage: Usage | undefined;
  let sent = false;
  try {
    run.emit([
      {
        type: 'requestSent',
        turnId: run.turnId,
        request: toRequestRecord({
          ...{ body, prepared, branch: run.branch, at: startedAt },
          jsonInstruction: asksInWords(run.systemPrompt, run.branch, prepared.plan),
        }),
      },
    ]);
    sent = true;
    const { target, profile, idleTimeoutMs } = prepared;
    text.join(joinsTo(run.branch.at(-1), prepared.plan.prefix));
    const stream = ports.client.streamChat({ target, profile, body, idleTimeoutMs }, run.signal);
    for await (const event of stream) {
      if (event.type === 'ended') {
        text.flush();
        return { outcome: event.outcome, visible: text.visible };
      }
      if (event.type === 'usage') usage = event.usage;
      takeEvent(event, run, ports, text);
    }
    return { outcome: endedWithoutWord(prepared.host), visible: text.visible };
  } finally {
    release();
    if (sent) {
      const { origin, plan, priced } = prepared;
      ports.ledger.record({
        at: startedAt,
        kind: 'chat',
        origin,
        model: plan.model,
        priced,
        ...(usage === undefined ? {} : { usage }),
      });
    }
  }
}

function takeEvent(
  event: Exclude<StreamEvent, { type: 'ended' }>,
  run: TurnRun,
  ports: ChatPorts,
  text: TurnText,
): void {
  const { turnId } = run;
  switch (event.type) {
    case 'opened':
      if (event.traceId === undefined) return;
      run.emit([{ type: 'responseStarted', turnId, traceId: event.traceId }]);
      return;
    case 'identified':
      run.emit([{ type: 'responseStarted', turnId, responseId: event.responseId }]);
      return;
    case 'waiting':
      run.setActivity({ kind: 'queued', since: ports.clock.monotonic() });
      return;
    case 'stalled':
      run.setActivity({ kind: 'stalled', since: ports.clock.monotonic() });
      return;
    case 'usage':
      run.emit([{ type: 'usageReported', turnId, usage: event.usage }]);
      return;
    case 'reasoning':
    case 'content':
      run.setActivity({ kind: 'streaming' });
      text.append(event);
      return;
    case 'logprobs':
      text.tell(event.kind, event.tokens);
      return;
    case 'toolCalls':
      // No tools are offered yet, so a call is nothing that could be run or go into the history.
      ports.logger.warn('The model asked for a tool although none was offered.');
      return;
    default:
      event satisfies never;
  }
}

/** Waits until the retry is due, the person asks for it, or stops the turn. */
async function waitToRetry(
  run: TurnRun,
  ports: ChatPorts,
  error: ErrorData,
  delayMs: number,
  attempt: number,
): Promise<void> {
  const until = ports.clock.monotonic() + delayMs;
  run.setActivity({ kind: 'retrying', until, attempt, reason: error.kind });
  await new Promise<void>((resolve) => {
    const done = () => {
      cancelTimer();
      forgetBell();
      run.signal.removeEventListener('abort', done);
      resolve();
    };
    const cancelTimer = ports.clock.after(delayMs, done);
    const forgetBell = run.retryNow.onRing(done);
    run.signal.addEventListener('abort', done, { once: true });
  });
}

function endedWithoutWord(host: string): StreamOutcome {
  return {
    status: 'interrupted',
    error: { kind: 'interrupted', message: 'The stream ended without an outcome.', host },
  };
}
