/** Ports of the API client. */

import type { Clock, Logger } from '../platform/ports.ts';
import type { Fetch } from './http/guardedFetch.ts';
import type { postChat } from './http/sdkTransport.ts';

/** What the SDK does for the client. */
export interface Transport {
  readonly postChat: typeof postChat;
}

/** The machine, as the client sees it. */
export interface ClientPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Such as `DeepSeekChat/0.1.0`. */
  readonly userAgent: string;
  readonly fetch: Fetch;
  /** Loads the SDK with the first request. */
  readonly loadTransport: () => Promise<Transport>;
}
