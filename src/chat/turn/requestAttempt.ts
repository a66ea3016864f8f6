/** Sends one request of a turn: waits for the rate limiter, streams events into the turn, records usage. */

import type { Turn } from '../../conversation/model.ts';
import type { Usage } from '../../conversation/usage.ts';
import type { ChatBody, StreamEvent, StreamOutcome } from '../../deepseek/types.ts';
import { orAborted } from '../../deepseek/http/orAborted.ts';
import { expectedPrefix } from '../request/continuationMessages.ts';
import type { RateLimiter, RateLimitWait } from '../rateLimiter.ts';
import type { ChatPorts } from '../ports.ts';
import { usesJsonInstruction } from '../request/requestMessages.ts';
import { plannedUsage, RequestMeter } from '../usage/requestMeter.ts';
import type { PreparedRequest } from '../request/requestPlanner.ts';
import { toRequestRecord } from '../request/requestRecord.ts';
import type { TurnContext } from './turnContext.ts';
import type { PartWriter } from './partWriter.ts';

/** A request of a turn. */
export interface RequestAttempt {
  readonly run: TurnContext;
  readonly prepared: PreparedRequest;
  readonly body: ChatBody;
  /** What the turn has written so far. */
  readonly text: PartWriter;
  /** It is sent again after a connection was lost, and the server may have carried out both. */
  readonly possiblyBilledTwice: boolean;
}

/** How a request ended. */
export interface AttemptEnd {
  readonly outcome: StreamOutcome;
  /** Whether anything was shown to the user. */
  readonly visible: boolean;
}

/** Waits for its turn at the gate, sends the request once and follows it to its end. */
export async function attemptRequest(
  attempt: RequestAttempt,
  ports: ChatPorts,
  rateLimiter: RateLimiter,
): Promise<AttemptEnd> {
  const { prepared, run } = attempt;
  // A question that is still open is none of a turn that was stopped.
  const spend = await orAborted(maySpend(attempt, ports, rateLimiter), run.signal, (spent) =>
    spent?.(),
  );
  if (run.signal.aborted) {
    spend?.();
    return { outcome: { status: 'aborted' }, visible: false };
  }
  if (spend === undefined) return { outcome: overLimit(prepared), visible: false };
  try {
    return await throughGate(attempt, ports, rateLimiter);
  } finally {
    spend();
  }
}

async function throughGate(
  attempt: RequestAttempt,
  ports: ChatPorts,
  rateLimiter: RateLimiter,
): Promise<AttemptEnd> {
  const { run, prepared, text } = attempt;
  const onWait = (wait: RateLimitWait) => run.setActivity({ ...wait, kind: 'waiting' });
  const release = await rateLimiter.enter(prepared.origin, run.signal, { onWait });
  if (release === undefined) return { outcome: { status: 'aborted' }, visible: false };
  run.setActivity({ kind: 'sending', since: ports.clock.monotonic() });
  let meter: RequestMeter | undefined;
  let outcome: StreamOutcome | undefined;
  try {
    meter = begin(attempt, ports);
    outcome = await follow(attempt, ports, meter);
    reportEstimate(attempt, meter, outcome);
    return { outcome, visible: text.visible };
  } finally {
    // Nothing that fails here may keep the place of another request.
    try {
      if (meter !== undefined) record(attempt, ports, meter, outcome);
    } finally {
      release();
    }
  }
}

/** Asks where the request would take the day over the user's limit. */
function maySpend(attempt: RequestAttempt, ports: ChatPorts, { spendLimit }: RateLimiter) {
  const { priced } = attempt.prepared;
  const { model } = attempt.body;
  if (spendLimit === undefined) return Promise.resolve(() => undefined);
  const usage = () => plannedUsage(toMetered(attempt, ports), ports.clock.now());
  return spendLimit.enter({ model, priced, usage });
}

function overLimit({ host }: PreparedRequest): StreamOutcome {
  const error = { kind: 'balance', message: '', reason: 'spendLimit', action: 'retry' } as const;
  return { status: 'failed', error: { ...error, host } };
}

/** Emits the record of the request before it leaves. */
function begin(attempt: RequestAttempt, ports: ChatPorts): RequestMeter {
  const metered = toMetered(attempt, ports);
  const { turnId, emit } = attempt.run;
  emit([{ type: 'requestSent', turnId, request: metered.record }]);
  return new RequestMeter(ports.clock, metered);
}

function toMetered({ run, prepared, body }: RequestAttempt, ports: ChatPorts) {
  const { branch } = run;
  const record = toRequestRecord({
    body,
    prepared,
    branch,
    at: ports.clock.now(),
    jsonInstruction: usesJsonInstruction(run.systemPrompt, branch, prepared.plan),
  });
  const byId = new Map(branch.map((turn): [string, Turn] => [turn.id, turn]));
  return {
    body,
    record: { ...record, priced: prepared.priced },
    find: (id: string) => byId.get(id),
  };
}

async function follow(
  { run, prepared, body, text }: RequestAttempt,
  ports: ChatPorts,
  meter: RequestMeter,
): Promise<StreamOutcome> {
  const { target, readAs: profile, plan, idleTimeoutMs } = prepared;
  text.trimOverlap(expectedPrefix(run.branch.at(-1), plan.prefix));
  const client = await ports.client();
  const stream = client.streamChat({ target, profile, body, idleTimeoutMs }, run.signal);
  for await (const event of stream) {
    if (event.type === 'ended') {
      text.flush();
      return event.outcome;
    }
    meter.onEvent(event);
    takeEvent(event, run, ports, text, meter);
  }
  return endedWithoutWord(prepared.host);
}

/** The server reported no usage: show an estimate. */
function reportEstimate({ run }: RequestAttempt, meter: RequestMeter, outcome: StreamOutcome) {
  const usage = meter.usage(outcome);
  if (usage?.estimated === true) run.emit([usageEvent(run, meter, usage)]);
}

function record(
  { run, prepared, possiblyBilledTwice }: RequestAttempt,
  ports: ChatPorts,
  meter: RequestMeter,
  outcome: StreamOutcome | undefined,
): void {
  const { origin, plan, priced } = prepared;
  const usage = meter.usage(outcome);
  ports.ledger.record({
    at: meter.at,
    kind: 'chat',
    chat: run.chat,
    origin,
    model: plan.model,
    priced,
    ...(usage === undefined ? {} : { usage }),
    ...(possiblyBilledTwice ? { possiblyBilledTwice } : {}),
  });
}

function usageEvent({ turnId }: TurnContext, { timing }: RequestMeter, usage: Usage) {
  return {
    type: 'usageReported',
    turnId,
    usage,
    ...(timing === undefined ? {} : { timing }),
  } as const;
}

function takeEvent(
  event: Exclude<StreamEvent, { type: 'ended' }>,
  run: TurnContext,
  ports: ChatPorts,
  text: PartWriter,
  meter: RequestMeter,
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
      run.emit([usageEvent(run, meter, event.usage)]);
      return;
    case 'reasoning':
    case 'content':
      run.setActivity({ kind: 'streaming' });
      text.append(event);
      return;
    case 'logprobs':
      text.addLogprobs(event.kind, event.tokens);
      return;
    case 'toolCalls':
      // No tools are offered yet, so a call is nothing that could be run or go into the history.
      ports.logger.warn('The model asked for a tool although none was offered.');
      return;
    case 'title':
      // No request of a turn asks for one; the chat's own title must not change without being asked.
      return;
    default:
      event satisfies never;
  }
}

function endedWithoutWord(host: string): StreamOutcome {
  return {
    status: 'interrupted',
    error: { kind: 'interrupted', message: 'The stream ended without an outcome.', host },
  };
}
