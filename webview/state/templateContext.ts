/** What every template gets: the state, the page's UI state, and the actions. */

import type { QueuedMessage, TurnId } from '../../src/conversation/model.ts';
import type { ContextChip, Intent } from '../../src/protocol/messages.ts';
import type { UiStrings } from '../../src/protocol/strings/uiStrings.ts';
import type { FindActions, FindView } from '../find/find.ts';
import type { Composition } from '../composer/imeComposition.ts';
import type { HistoryOverlay } from '../history/historyOverlay.ts';
import type { PageState } from './state.ts';
import type { ModelListUi } from '../models/modelFilter.ts';

/** A question that is being changed in its place. */
export interface EditState {
  readonly turnId: TurnId;
  readonly text: string;
}

/** The menu that is open. */
export interface MenuState {
  readonly turnId: TurnId;
  readonly side: 'question' | 'answer';
  readonly kind: 'more' | 'again';
}

/** A text with hidden characters, to be copied with or without them. */
export interface CopyOffer {
  readonly text: string;
  readonly clean: string;
  /** How many characters are hidden. */
  readonly count: number;
  /** Whether it was copied as it is already. */
  readonly copied: boolean;
}

/** The sheet of parameters while it is open. */
export interface SheetUi {
  /** The conversation that it was opened for. */
  readonly of: string;
  /** What is typed into fields and not yet taken, by name. */
  readonly drafts: Readonly<Record<string, string>>;
}

/** What the page alone knows. */
export interface UiState {
  /** Reasoning that the user opened (`true`) or closed by hand, by turn and part. */
  readonly folds: Readonly<Record<string, boolean>>;
  readonly draft: string;
  /** What the next answer is to begin with, while its field is open. */
  readonly starter?: string;
  /** Whether the reader is at the end of the transcript. */
  readonly atEnd: boolean;
  /** Whether something was said below since the reader left the end. */
  readonly newBelow?: boolean;
  /** The bar of "Find in Chat"; none while it is closed. */
  readonly find: FindView | null;
  /** The sheet of parameters, while it is open. */
  readonly sheet?: SheetUi | undefined;
  /** The list of models, while it is open. */
  readonly modelList?: ModelListUi | undefined;
  /** The last announcement. */
  readonly status: string;
  readonly edit?: EditState | undefined;
  readonly menu?: MenuState | undefined;
  /** The queued message that was removed last, for as long as that can be undone in one step. */
  readonly queueUndo?: string | undefined;
  /** What was or is to be copied and has hidden characters, until that is settled. */
  readonly copyOffer?: CopyOffer | undefined;
  /** The turn that was deleted last, for as long as that can be undone in one step. */
  readonly undo?: { readonly turnId: TurnId; readonly text: string } | undefined;
}

/** What the user does with messages that wait. */
export interface QueueHandlers {
  /** Takes a message out and into the composer, before what is written there. */
  edit(message: QueuedMessage): void;
  /** Takes a message out; that can be undone. */
  remove(id: TurnId): void;
  undo(): void;
  /** Moves a message by one place. */
  move(id: TurnId, by: 1 | -1): void;
  /** Sends a message without waiting for its time. */
  sendNow(id: TurnId): void;
  /** Goes on after a hold, with the next message or with all. */
  goOn(all: boolean): void;
  /** Takes a key pressed in a message's row. */
  onKey(event: KeyboardEvent, id: TurnId): void;
}

/** What the user does on the page. */
export interface PageActions {
  post(intent: Intent): void;
  toggleFold(key: string, open: boolean): void;
  setDraft(text: string): void;
  /** Walks the last prompts; whether the key was one that does. */
  recall(event: KeyboardEvent): boolean;
  /** Writes what the answer is to begin with; `undefined` closes the field. */
  setStarter(text: string | undefined): void;
  /** Sends the draft, or lets it wait where a turn runs; asks for the key that sending needs. */
  submit(): void;
  /** Lets the draft wait until a time, in milliseconds since the epoch. */
  sendLater(at: number): void;
  /** Takes an attached piece off the next message; the caret goes back into the composer. */
  removeContext(chip: ContextChip): void;
  /** What the user does in the bar of "Find in Chat". */
  readonly find: FindActions;
  /** What the user does with messages that wait. */
  readonly queue: QueueHandlers;
  setEdit(text: string): void;
  sendEdit(): void;
  cancelEdit(): void;
  /** The open sheet of parameters as it is now, not as it was drawn. */
  sheet(): SheetUi | undefined;
  /** Opens, changes or closes the sheet of parameters. */
  setSheet(sheet: SheetUi | undefined): void;
  /** The open list of models as it is now, not as it was drawn. */
  modelList(): ModelListUi | undefined;
  /** Opens, changes or closes the list of models. */
  setModelList(list: ModelListUi | undefined): void;
  jumpToEnd(): void;
  loadEarlier(): void;
  loadLater(): void;
}

/** Everything that templates are functions of; `now` is the page's clock in milliseconds. */
export interface PartContext {
  readonly strings: UiStrings;
  readonly state: PageState;
  readonly ui: UiState;
  readonly now: number;
  readonly actions: PageActions;
  /** The list of chats. */
  readonly history: HistoryOverlay;
  /** What the composer's input method is doing. */
  readonly composition: Composition;
}
