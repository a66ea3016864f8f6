/** Ports of the chat room: storage, keys and the user's consent. */

import type { ConversationEvent } from '../conversation/events/events.ts';
import type { ConversationId, Workspace } from '../conversation/model.ts';
import type { Currency } from '../conversation/money.ts';
import type { LogUpdate, StoredConversation } from '../conversation/storedConversation.ts';
import type { Usage } from '../conversation/usage.ts';
import type { DeepSeekClient } from '../deepseek/types.ts';
import type { Clock, Ids, Logger } from '../platform/ports.ts';
import type { Settings } from '../platform/settings/settings.ts';
import type { SpendPorts } from './usage/spendLimit.ts';

/** Where conversations are kept; it never throws for a write, it keeps what it could not write. */
export interface ConversationStore {
  /** Takes events to be on disk within a second. */
  append(id: ConversationId, events: readonly ConversationEvent[]): void;
  /** Takes events and returns when they are on the disk, or could not be written. */
  appendSynced(id: ConversationId, events: readonly ConversationEvent[]): Promise<void>;
  /** Folds a stored conversation; `undefined` when there is none. */
  read(id: ConversationId): Promise<StoredConversation | undefined>;
}

/** Reads one log as it grows. */
export interface ChatFollower {
  poll(): Promise<LogUpdate>;
}

/** Who keeps a chat open in this window. */
export interface LeaseHolder {
  /** Whether a turn is in progress, so that the chat cannot be handed over now. */
  readonly busy: boolean;
  /** It was handed to a window that asked for it. */
  onLeft(): void;
  /** Another window took it while this one slept; these events did not reach the log. */
  onLost(unsaved: readonly ConversationEvent[]): void;
}

/** How several windows share the chats: each is written by one of them and read by all. */
export interface WindowCoordination {
  /** Makes this window the writer until the lease is lost; `false` when another window is the writer. */
  claim(id: ConversationId, holder: LeaseHolder): Promise<boolean>;
  /** Asks the window that writes a chat to hand it over. */
  ask(id: ConversationId): Promise<void>;
  follow(id: ConversationId): ChatFollower;
  /**
   * Gives a chat back that its tenant does not use; resolves to what its log is then, or to `undefined` where the
   * chat stays, because something waits to be written. Missing where nothing is gained by that.
   */
  leave?(id: ConversationId, holder: LeaseHolder): Promise<string | undefined>;
  /** What the log of a chat is now: the same text as long as nobody writes into it. */
  stateOf?(id: ConversationId): Promise<string>;
  /** Called by the writer after its first reading, to put a damaged or grown log in order. */
  tidy(id: ConversationId, follower: ChatFollower): Promise<void>;
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
    readonly kind: 'chat' | 'title' | 'summary';
    /** The conversation that it was made for. */
    readonly chat: ConversationId;
    readonly origin: string;
    readonly model: string;
    /** Whether the vendor's prices hold there. */
    readonly priced: boolean;
    readonly usage?: Usage;
    /** It repeats a request whose connection was lost; the server may have carried out both. */
    readonly possiblyBilledTwice?: boolean;
  }): void;
}

/** Remembers over sessions which currency the account of a server is kept in. */
export interface CurrencyMemory {
  read(origin: string): Currency | undefined;
  write(origin: string, currency: Currency): void;
}

/** Everything a conversation needs to run. */
export interface ChatPorts {
  /** Loads the API client with the first request, and returns the same one from then on. */
  readonly client: () => Promise<DeepSeekClient>;
  readonly store: ConversationStore;
  /** Missing where no other process can have the chats open. */
  readonly sharing?: WindowCoordination;
  readonly keys: KeySource;
  readonly ledger: Ledger;
  /** What was spent, and who to ask where it is too much; left out where there is no limit. */
  readonly spending?: Pick<SpendPorts, 'read' | 'ask'>;
  /** Left out where nothing is remembered. */
  readonly currencies?: CurrencyMemory;
  readonly settings: () => Settings;
  /** Where new conversations are begun; none in an empty window. */
  readonly workspace?: () => Workspace | undefined;
  /** Asks, once for each host, whether words may travel unencrypted to it. */
  readonly mayGoUnencrypted: (host: string) => Promise<boolean>;
  /** Asks, once for each origin, what to do where no key is kept; the host is shown to the user. */
  readonly askForKey: (origin: string, host: string) => Promise<KeyAnswer>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
}
