/** The `postMessage` protocol: intents go to the host, facts to the page. */

import type { ErrorAction, ErrorData } from '../conversation/errors.ts';
import type { PrefixSupport } from '../conversation/continuation.ts';
import type { ConversationEvent } from '../conversation/events/events.ts';
import type {
  ContextItem,
  HoldReason,
  ReasoningEffort,
  ThinkingChoice,
  Turn,
  TurnId,
} from '../conversation/model.ts';
import type { ChatFont } from './chatFont.ts';
import type { Estimates } from './estimate.ts';
import type { ChatItem, HistorySlice } from './history.ts';
import type { PanelParameters } from './panelParameters.ts';
import type { TurnReceipts } from './receipts.ts';
import type { ConversationWindow } from './window.ts';

export type { Intent, IntentOf, IntentType } from './intents.ts';

/** Raised whenever a message changes its shape; a page of another version is reloaded. */
export const protocolVersion = 4;

/** What the turn in progress is waiting for; times are spans, since the two clocks may differ. */
export type Activity =
  /** Accepted, not yet answered. */
  | { readonly kind: 'sending'; readonly elapsedMs: number }
  /** Not sent yet: so many requests run, or a minute's have started; `until` is in milliseconds since the epoch. */
  | { readonly kind: 'waiting'; readonly running: number }
  | { readonly kind: 'waiting'; readonly perMinute: number; readonly until: number }
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
  /** A second button, after the first. */
  readonly otherAction?: ErrorAction;
  readonly thirdAction?: ErrorAction;
}

/** A piece attached to the next message; its text stays with the host. */
export interface ContextChip {
  readonly id: string;
  readonly kind: ContextItem['kind'];
  readonly label: string;
}

/** How often words were found in one text of a turn. */
export interface FindHit {
  readonly turnId: TurnId;
  readonly place: 'question' | 'reasoning' | 'answer';
  readonly count: number;
}

/** Everything the page shows that is not the conversation; always whole. */
export interface PanelState {
  /** Whether a key is kept for the present origin; `notNeeded` on a server that may have none. */
  readonly key: 'present' | 'missing' | 'notNeeded';
  /** Host of the API, for display. */
  readonly host: string;
  /** The model the next message goes to. */
  readonly model: string;
  readonly models: readonly string[];
  /** Whether the server's models are loading, or why they could not be listed. */
  readonly modelListing?: 'loading' | ErrorData;
  /** What is to be said of some models, in the user's language, by id. */
  readonly modelNotes?: Readonly<Record<string, string>>;
  readonly thinking: ThinkingChoice;
  readonly effort: ReasoningEffort;
  /** Whether `auto` thinks on this profile and model. */
  readonly thinkingByDefault: boolean;
  /** Whether requests send the reasoning effort. */
  readonly sendsEffort: boolean;
  /** Why the thinking switch cannot be used, in the user's language. */
  readonly thinkingFixed?: string;
  readonly parameters: PanelParameters;
  /** What this server can continue an answer from; undefined if unknown. */
  readonly prefix?: PrefixSupport;
  /** Why the user's own words cannot begin the answer, in the user's language. */
  readonly starterFixed?: string;
  readonly sendWith: 'enter' | 'ctrlEnter';
  /** The letters that the user reads chats in, where VS Code has settings for them. */
  readonly font?: ChatFont;
  /** The chat is only shown: nothing can be sent in it. */
  readonly onlyShown?: boolean;
  readonly activity: Activity | null;
  /** What this chat and the day have cost, as pieces of a line; missing where that is not known. */
  readonly spent?: readonly string[];
  /** Why queued messages are not sent by themselves; they are where it is missing. */
  readonly queueHeld?: HoldReason;
  readonly notices: readonly Notice[];
  /** On an empty chat: what was talked about last. */
  readonly recents?: readonly ChatItem[];
}

/** What is so; each carries the next revision of its channel, a snapshot starts it again. */
export type Fact =
  | {
      readonly type: 'snapshot';
      readonly revision: number;
      readonly window: ConversationWindow;
      readonly panel: PanelState;
      readonly draft: string;
      readonly context: readonly ContextChip[];
      /** The turn to bring into sight; `null` is the end of the conversation. */
      readonly show?: TurnId | null;
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
      readonly branches?: ConversationWindow['branches'];
    }
  /** Answers `loadLater`: turns of the active branch after the last one shown. */
  | {
      readonly type: 'later';
      readonly revision: number;
      readonly turns: readonly Turn[];
      readonly later: number;
      readonly branches?: ConversationWindow['branches'];
    }
  /** The draft changed; `text` is there when another page or the host wrote it. */
  | {
      readonly type: 'draft';
      readonly revision: number;
      readonly text?: string;
      readonly context: readonly ContextChip[];
    }
  /** Answers `find`, in the order of the branch; `more` when there are more than are counted. */
  | {
      readonly type: 'found';
      readonly revision: number;
      readonly query: string;
      readonly matchCase: boolean;
      readonly reasoning: boolean;
      readonly hits: readonly FindHit[];
      readonly more: boolean;
    }
  /** Receipts by turn, merged into those sent before. */
  | { readonly type: 'receipts'; readonly revision: number; readonly receipts: TurnReceipts }
  /** Answers `estimate`, and again whenever it changes. */
  | ({ readonly type: 'estimates'; readonly revision: number } & Estimates)
  /** Answers `recallPrompts`: what was sent last comes last. */
  | { readonly type: 'prompts'; readonly revision: number; readonly prompts: readonly string[] }
  /** Opens the bar of "Find in Chat". */
  | { readonly type: 'focusFind'; readonly revision: number }
  /** The caret goes into the composer; whatever lies over it is closed. */
  | { readonly type: 'focusComposer'; readonly revision: number }
  /** The list of chats is wanted. */
  | { readonly type: 'showHistory'; readonly revision: number }
  | ({ readonly type: 'history'; readonly revision: number } & HistorySlice);

/** A fact as it is before it gets its revision. */
export type FactBody = Fact extends infer F
  ? F extends Fact
    ? Omit<F, 'revision'>
    : never
  : never;
