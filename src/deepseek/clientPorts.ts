/** Ports of the API client. */

import type { Clock, Logger } from '../platform/ports.ts';
import type { Fetch } from './http/guardedFetch.ts';
import type { postChat } from './http/sdkTransport.ts';

/** The SDK functions that the client uses. */
export interface Transport {
  readonly postChat: typeof postChat;
}

/** The client's access to the host environment. */
export interface ClientPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** For example `DeepSeekChat/0.1.0`. */
  readonly userAgent: string;
  readonly fetch: Fetch;
  /** Loads the SDK on the first request. */
  readonly loadTransport: () => Promise<Transport>;
}
