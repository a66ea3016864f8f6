/** What may cross `postMessage`: intents go up to the host, facts come down to the page. */

import type { ErrorAction } from '../conversation/errors.ts';
import type { PrefixSupport } from '../conversation/continuation.ts';
import type { ConversationEvent } from '../conversation/events.ts';
import type {
  ContextItem,
  ReasoningEffort,
  ThinkingChoice,
  Turn,
  TurnId,
} from '../conversation/model.ts';
import type { ConversationWindow } from './window.ts';

/** Raised whenever a message changes its shape; a page of another version is reloaded. */
export const protocolVersion = 2;

/** What the person wants, in the imperative. */
export type Intent =
  /** First message of a page: the host answers with a snapshot. */
  | { readonly type: 'ready'; readonly protocol: number; readonly build: string }
  /** A revision is missing: the host answers with a snapshot. */
  | { readonly type: 'resync' }
  | { readonly type: 'loadEarlier'; readonly before: TurnId }
  /** Goes with what is attached at this moment, which the host holds. */
  | { readonly type: 'send'; readonly text: string; readonly starter?: string }
  /** Takes an attached piece off the next message. */
  | { readonly type: 'removeContext'; readonly id: string }
  | { readonly type: 'stop' }
  | { readonly type: 'newChat' }
  /** Ask the same again, as a sibling of this turn. */
  | { readonly type: 'regenerate'; readonly turnId: TurnId; readonly withoutTools?: boolean }
  /** Go on with a cut answer, in the same message. */
  | { readonly type: 'continue'; readonly turnId: TurnId }
  /** Ask something else in its place, as a sibling of this turn. */
  | { readonly type: 'edit'; readonly turnId: TurnId; readonly text: string }
  | { readonly type: 'hideTurn'; readonly turnId: TurnId; readonly hidden: boolean }
  | { readonly type: 'selectBranch'; readonly leaf: TurnId }
  | { readonly type: 'selectModel'; readonly model: string }
  | {
      readonly type: 'selectThinking';
      readonly thinking: ThinkingChoice;
      readonly effort?: ReasoningEffort;
    }
  /** The one button of an error card or of a notice. */
  | { readonly type: 'runAction'; readonly action: ErrorAction; readonly turnId?: TurnId }
  /** Send now what waits for its retry. */
  | { readonly type: 'retryNow' }
  | { readonly type: 'draftChanged'; readonly text: string }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'openLink'; readonly href: string }
  /** The page's own fault, for the log. */
  | { readonly type: 'reportError'; readonly message: string };

/** What the turn in progress is waiting for; times are spans, since the two clocks may differ. */
export type Activity =
  /** Accepted, not yet answered. */
  | { readonly kind: 'sending'; readonly elapsedMs: number }
  /** In the server's queue (contract 7.1). */
  | { readonly kind: 'queued'; readonly elapsedMs: number }
  | { readonly kind: 'streaming' }
  /** Silent for a while in mid-answer. */
  | { readonly kind: 'stalled'; readonly elapsedMs: number }
  /** A passing fault; sent again by itself after this. */
  | {
      readonly kind: 'retrying';
      readonly inMs: number;
      readonly attempt: number;
      readonly reason: string;
    };

/** A line about the whole chat, not about one turn. */
export interface Notice {
  readonly id: string;
  readonly text: string;
  readonly action?: ErrorAction;
}

/** A piece attached to the next message; its text stays with the host. */
export interface ContextChip {
  readonly id: string;
  readonly kind: ContextItem['kind'];
  readonly label: string;
}

/** Everything the page shows that is not the conversation; always whole. */
export interface PanelState {
  /** Whether a key is kept for the present origin; `notNeeded` on a server that may have none. */
  readonly key: 'present' | 'missing' | 'notNeeded';
  /** Host of the API, as shown to a person. */
  readonly host: string;
  /** The model the next message goes to. */
  readonly model: string;
  readonly models: readonly string[];
  readonly thinking: ThinkingChoice;
  readonly effort: ReasoningEffort;
  /** Whether `auto` thinks on this profile and model. */
  readonly thinkingByDefault: boolean;
  /** Why the thinking switch cannot be used, in the person's language. */
  readonly thinkingFixed?: string;
  /** What an answer can go on from on this server; nothing where it is not told. */
  readonly prefix?: PrefixSupport;
  /** Why the person's own words cannot begin the answer, in the person's language. */
  readonly starterFixed?: string;
  readonly sendWith: 'enter' | 'ctrlEnter';
  readonly activity: Activity | null;
  readonly notices: readonly Notice[];
}

/** What is so; each carries the next revision of its channel, a snapshot starts it anew. */
export type Fact =
  | {
      readonly type: 'snapshot';
      readonly revision: number;
      readonly window: ConversationWindow;
      readonly panel: PanelState;
      readonly draft: string;
      readonly context: readonly ContextChip[];
    }
  | {
      readonly type: 'events';
      readonly revision: number;
      readonly events: readonly ConversationEvent[];
    }
  | { readonly type: 'panel'; readonly revision: number; readonly panel: PanelState }
  /** Answers `loadEarlier`: turns of the active branch before the first one shown. */
  | {
      readonly type: 'earlier';
      readonly revision: number;
      readonly turns: readonly Turn[];
      readonly earlier: number;
    }
  /** The draft changed; `text` is there when another page or the host wrote it. */
  | {
      readonly type: 'draft';
      readonly revision: number;
      readonly text?: string;
      readonly context: readonly ContextChip[];
    }
  | { readonly type: 'focusComposer'; readonly revision: number };
