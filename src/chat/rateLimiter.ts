/** Limits all requests of the extension: how many at once, how many a minute, and in which order. */

import type { Clock } from '../platform/ports.ts';
import type { SpendLimit } from './usage/spendLimit.ts';

/** How many requests may run and start, for one origin. */
export interface RateLimits {
  readonly concurrent: number;
  readonly perMinute: number;
}

/** Leaves the gate; calling it twice does nothing. */
export type Release = () => void;

/** What a request waits for: that one of those that run ends, or that a minute is over. */
export type RateLimitWait =
  | { readonly kind: 'running'; readonly running: number }
  /** `until` is a reading of the monotonic clock, in milliseconds. */
  | { readonly kind: 'perMinute'; readonly perMinute: number; readonly until: number };

/** How a request goes through. */
export interface EnterOptions {
  /** Called with what it waits for whenever that changes; not called if there is no wait. */
  readonly onWait?: (wait: RateLimitWait) => void;
  /**
   * Nobody waits for it: it lets all others go first, and is called where one of them needs its place, to make room
   * by ending.
   */
  readonly giveWay?: () => void;
}

interface Waiting {
  readonly enter: (release: Release) => void;
  /** Leaves the gate because what it brought has failed. */
  readonly fail: (error: unknown) => void;
  readonly options: EnterOptions;
}

interface Lane {
  running: number;
  /** Monotonic times at which requests started within the last minute, oldest first. */
  starts: number[];
  waiting: Waiting[];
  /** Those that nobody waits for, while they run. */
  readonly yielding: Set<() => void>;
  cancelTimer: (() => void) | undefined;
}

const minuteMs = 60_000;
/** What nobody waits for leaves this much of a minute's requests to the others. */
const sharePerMinute = 0.5;

/** Calls what a request brought; a failure of it must not hold up the other requests. */
function callBack(callback: () => void): unknown {
  try {
    callback();
    return undefined;
  } catch (error) {
    return error ?? new Error('A callback at the gate failed.');
  }
}

/** Lets requests in first come, first served, per origin. */
export class RateLimiter {
  /** What a request asks before it waits here, if it can cost something. */
  readonly spendLimit: Pick<SpendLimit, 'enter'> | undefined;

  readonly #clock: Clock;
  readonly #limits: () => RateLimits;
  readonly #lanes = new Map<string, Lane>();

  constructor(clock: Clock, limits: () => RateLimits, spendLimit?: Pick<SpendLimit, 'enter'>) {
    this.spendLimit = spendLimit;
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Resolves when the request may start, or with `undefined` when it was aborted while it waited. */
  enter(
    origin: string,
    signal: AbortSignal,
    options: EnterOptions = {},
  ): Promise<Release | undefined> {
    const lane = this.#lane(origin);
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        resolve(undefined);
        return;
      }
      const leave = () => {
        lane.waiting = lane.waiting.filter((other) => other !== waiting);
        resolve(undefined);
        this.#admit(lane);
      };
      const waiting: Waiting = {
        options,
        enter: (release) => {
          signal.removeEventListener('abort', leave);
          resolve(release);
        },
        fail: (error) => {
          signal.removeEventListener('abort', leave);
          lane.waiting = lane.waiting.filter((other) => other !== waiting);
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
          reject(error);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      lane.waiting.push(waiting);
      this.#admit(lane);
    });
  }

  #lane(origin: string): Lane {
    const known = this.#lanes.get(origin);
    if (known !== undefined) return known;
    const made: Lane = {
      running: 0,
      starts: [],
      waiting: [],
      yielding: new Set(),
      cancelTimer: undefined,
    };
    this.#lanes.set(origin, made);
    return made;
  }

  #admit(lane: Lane): void {
    const { concurrent, perMinute } = this.#limits();
    const now = this.#clock.monotonic();
    lane.starts = lane.starts.filter((start) => now - start < minuteMs);
    while (lane.running < concurrent && lane.starts.length < perMinute) {
      const next = takeNext(lane, perMinute);
      if (next === undefined) break;
      lane.running += 1;
      lane.starts.push(now);
      next.enter(this.#release(lane, next.options.giveWay));
    }
    this.#makeRoom(lane, concurrent);
    this.#wakeLater(lane, now);
    this.#notifyWaiting(lane, { concurrent, perMinute });
  }

  /** What nobody waits for ends where somebody waits for its place. */
  #makeRoom(lane: Lane, concurrent: number): void {
    const somebody = lane.waiting.some(({ options }) => options.giveWay === undefined);
    const [giveWay] = lane.yielding;
    if (!somebody || lane.running < concurrent || giveWay === undefined) return;
    lane.yielding.delete(giveWay);
    callBack(giveWay);
  }

  #wakeLater(lane: Lane, now: number): void {
    const oldest = lane.starts[0];
    if (lane.waiting.length === 0 || oldest === undefined) return;
    lane.cancelTimer ??= this.#clock.after(minuteMs - (now - oldest), () => {
      lane.cancelTimer = undefined;
      this.#admit(lane);
    });
  }

  #notifyWaiting(lane: Lane, { concurrent, perMinute }: RateLimits): void {
    const oldest = lane.starts[0];
    const wait: RateLimitWait =
      lane.running >= concurrent || oldest === undefined
        ? { kind: 'running', running: lane.running }
        : { kind: 'perMinute', perMinute, until: oldest + minuteMs };
    for (const { options, fail } of [...lane.waiting]) {
      const error = callBack(() => options.onWait?.(wait));
      if (error !== undefined) fail(error);
    }
  }

  #release(lane: Lane, giveWay: (() => void) | undefined): Release {
    if (giveWay !== undefined) lane.yielding.add(giveWay);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      if (giveWay !== undefined) lane.yielding.delete(giveWay);
      lane.running -= 1;
      this.#admit(lane);
    };
  }
}

/** The first that somebody waits for; else the first of the others, while there is room enough. */
function takeNext(lane: Lane, perMinute: number): Waiting | undefined {
  const wanted = lane.waiting.findIndex(({ options }) => options.giveWay === undefined);
  const mayYield = lane.starts.length < perMinute * sharePerMinute;
  const index = wanted < 0 && mayYield ? 0 : wanted;
  return index < 0 ? undefined : lane.waiting.splice(index, 1)[0];
}
