/** What the client takes from outside, so that tests can hold it. */

import type { Clock, Logger } from '../platform/platform.ts';
import type { Fetch } from './guardedFetch.ts';

/** The machine, as the client sees it. */
export interface ClientPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Such as `DeepSeekChat/0.1.0`. */
  readonly userAgent: string;
  readonly fetch: Fetch;
}
