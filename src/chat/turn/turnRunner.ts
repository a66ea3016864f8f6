/** Runs one turn to its end, with retries where they are safe. */

import type { ErrorData } from '../../conversation/errors.ts';
import { orAborted } from '../../deepseek/http/orAborted.ts';
import type { StreamOutcome } from '../../deepseek/types.ts';
import type { RateLimiter } from '../rateLimiter.ts';
import type { ChatPorts } from '../ports.ts';
import { chooseRepair } from '../request/chooseRepair.ts';
import type { Repairs } from '../request/repairMemory.ts';
import { attemptRequest } from './requestAttempt.ts';
import { buildRequest } from '../request/requestBuilder.ts';
import type { PrepareRequest } from '../request/requestPlanner.ts';
import { retryDelay } from './retryDelay.ts';
import type { TurnContext } from './turnContext.ts';
import { PartWriter } from './partWriter.ts';

/** A request that was refused, so that it is never sent again unchanged. */
interface Refused {
  readonly body: string;
  readonly outcome: StreamOutcome;
}

/** Runs a turn to its end and says how it ended; the caller ends the turn with it. */
export async function runTurn(
  run: TurnContext,
  ports: ChatPorts,
  rateLimiter: RateLimiter,
  prepare: PrepareRequest,
): Promise<StreamOutcome> {
  const begun = run.branch.at(-1);
  const text = new PartWriter(run.turnId, ports, run.emit, begun);
  let retries = 0;
  let repairs: Repairs = new Map();
  let refused: Refused | undefined;
  let possiblyBilledTwice = false;
  for (;;) {
    run.setActivity({ kind: 'sending', since: ports.clock.monotonic() });
    const prepared = await orAborted(prepare(run.signal, repairs), run.signal);
    if (prepared === undefined) return { status: 'aborted' };
    if (!prepared.ok) return notSent(prepared.error, ports);
    const body = buildRequest(run.systemPrompt, run.branch, prepared.value.plan);
    // All that is free of charge was done meanwhile.
    if ((await orAborted(run.stored, run.signal)) !== true) return { status: 'aborted' };
    // The repair was made already, or there is nothing in this request that it could change.
    if (refused?.body === JSON.stringify(body)) return refused.outcome;
    const attempt = { run, prepared: prepared.value, body, text, possiblyBilledTwice };
    const { outcome, visible } = await attemptRequest(attempt, ports, rateLimiter);
    if (isTaken(outcome)) prepared.value.rememberRepairs();
    if (outcome.status === 'complete' || outcome.status === 'aborted' || visible) return outcome;
    const repair = chooseRepair(outcome.error, prepared.value.plan);
    if (repair !== undefined && !repairs.has(repair.name)) {
      ports.logger.info(`The request was refused; to be sent once more, repaired: ${repair.name}.`);
      repairs = new Map(repairs).set(repair.name, repair);
      refused = { body: JSON.stringify(body), outcome };
      continue;
    }
    retries += 1;
    const delay = retryDelay(outcome.error, retries, ports.ids.random());
    if (delay === undefined) return outcome;
    possiblyBilledTwice ||= mayBeCarriedOut(outcome);
    await waitToRetry(run, ports, outcome.error, delay, retries);
    if (run.signal.aborted) return { status: 'aborted' };
  }
}

/** Whether the server took the request, however its answer ended. */
function isTaken(outcome: StreamOutcome): boolean {
  return outcome.status === 'complete' || outcome.status === 'interrupted';
}

/** Nothing was sent, which the log says as it does of a request that failed. */
function notSent(error: ErrorData, { logger }: ChatPorts): StreamOutcome {
  logger.warn(
    `chat ${error.host ?? '-'}: not sent, ${error.reason ?? error.kind}: ${error.message}`,
  );
  return { status: 'failed', error };
}

/** Whether the server may go on with a request although its connection was lost, and bill it. */
function mayBeCarriedOut(outcome: StreamOutcome): boolean {
  if (!('error' in outcome)) return false;
  const { kind, reason, status } = outcome.error;
  if (outcome.status === 'failed' && outcome.unsent === true) return false;
  if (status !== undefined) return false;
  return kind === 'network' || kind === 'timeout' || reason === 'emptyAnswer';
}

/** Waits until the retry is due, the user asks for it, or stops the turn. */
async function waitToRetry(
  run: TurnContext,
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
    const forgetBell = run.retryNow.onRetryNow(done);
    run.signal.addEventListener('abort', done, { once: true });
  });
}
