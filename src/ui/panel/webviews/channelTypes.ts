/** Types of the webview channel: the page, and the view that shows it. */

import type { ChatSession } from '../../../chat/session/chatSession.ts';
import type { Conversation, Turn } from '../../../conversation/model.ts';
import type { Clock, Logger } from '../../../platform/ports.ts';
import type { ContextChip, Intent, PanelState } from '../../../protocol/messages.ts';
import type { TurnReceipts } from '../../../protocol/receipts.ts';

/** The page that a channel talks to. */
export interface PagePort {
  post(message: unknown): void;
  /** Loads the page again. */
  reload(): void;
}

/** What a page shows of the next message. */
export interface PageDraft {
  readonly text: string;
  readonly context: readonly ContextChip[];
}

/** Makes receipts. */
export interface ReceiptSource {
  /** What prices are taken; another text when they are others. */
  readonly prices: () => string;
  /** Those of a conversation's turns that something is known of. */
  readonly of: (turns: readonly Turn[], conversation: Conversation) => Promise<TurnReceipts>;
}

/** What a channel asks of its view. */
export interface ChannelHost {
  readonly build: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly panel: (session: ChatSession) => PanelState;
  readonly draft: (session: ChatSession) => PageDraft;
  /** Left out where nothing is known of costs. */
  readonly receipts?: ReceiptSource;
  /** A page has what it shows, so that there is time for other things. */
  readonly onReady?: () => void;
  /** Carries out an intent; a promise that it returns may reject. */
  readonly handle: (intent: Intent) => unknown;
  /** Identifies this webview in the turns that it asks for. */
  readonly asker: object;
}
