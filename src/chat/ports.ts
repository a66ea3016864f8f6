/** What the chat needs from the rooms it does not know: storage, keys and the person's consent. */

import type { ConversationEvent } from '../conversation/events.ts';
import type { Conversation, ConversationId } from '../conversation/model.ts';
import type { Usage } from '../conversation/usage.ts';
import type { DeepSeekClient } from '../deepseek/types.ts';
import type { Clock, Ids, Logger } from '../platform/platform.ts';
import type { Settings } from '../platform/settings.ts';

/** Where conversations are kept; it never throws for a write, it keeps what it could not write. */
export interface ConversationStore {
  /** Takes events to be on disk within a second. */
  append(id: ConversationId, events: readonly ConversationEvent[]): void;
  /** Takes events and returns when they are on the disk, or could not be written. */
  appendSynced(id: ConversationId, events: readonly ConversationEvent[]): Promise<void>;
  /** Folds a stored conversation; `undefined` when there is none. */
  read(
    id: ConversationId,
  ): Promise<{ conversation: Conversation; readOnly: boolean; badLines: number } | undefined>;
}

/** Where keys are kept, by the origin they were entered for. */
export interface KeySource {
  read(origin: string): Promise<string | undefined>;
}

/** How a message may go to a server that no key is kept for. */
export type KeyAnswer = 'keyEntered' | 'withoutKey' | 'cancelled';

/** Where the consumption of every request is written down. */
export interface Ledger {
  record(entry: {
    readonly at: number;
    readonly kind: 'chat';
    readonly origin: string;
    readonly model: string;
    /** Whether the vendor's prices hold there. */
    readonly priced: boolean;
    readonly usage?: Usage;
  }): void;
}

/** Everything a conversation needs to run. */
export interface ChatPorts {
  readonly client: DeepSeekClient;
  readonly store: ConversationStore;
  readonly keys: KeySource;
  readonly ledger: Ledger;
  readonly settings: () => Settings;
  /** Asks, once for each host, whether words may travel unencrypted to it. */
  readonly mayGoUnencrypted: (host: string) => Promise<boolean>;
  /** Asks, once for each origin, what to do where no key is kept; the host is shown to the person. */
  readonly askForKey: (origin: string, host: string) => Promise<KeyAnswer>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
}
