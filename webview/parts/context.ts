/** What every template gets: the state, the page's own small state, and what the person can do. */

import type { ContextChip, Intent } from '../../src/protocol/messages.ts';
import type { UiStrings } from '../../src/protocol/uiStrings.ts';
import type { Composition } from '../composition.ts';
import type { PageState } from '../state.ts';

/** What the page alone knows. */
export interface UiState {
  /** Reasoning that the person opened (`true`) or closed by hand, by turn and part. */
  readonly folds: Readonly<Record<string, boolean>>;
  readonly draft: string;
  /** What the next answer is to begin with, while its field is open. */
  readonly starter?: string;
  /** Whether the reader is at the end of the transcript. */
  readonly atEnd: boolean;
  /** The last announcement. */
  readonly status: string;
}

/** What the person does on the page. */
export interface PageActions {
  post(intent: Intent): void;
  toggleFold(key: string, open: boolean): void;
  setDraft(text: string): void;
  /** Writes what the answer is to begin with; `undefined` closes the field. */
  setStarter(text: string | undefined): void;
  /** Sends the draft, or asks for the key that sending needs. */
  submit(): void;
  /** Takes an attached piece off the next message; the caret goes back into the composer. */
  removeContext(chip: ContextChip): void;
  jumpToEnd(): void;
  loadEarlier(): void;
}

/** Everything that templates are functions of; `now` is the page's clock in milliseconds. */
export interface PartContext {
  readonly strings: UiStrings;
  readonly state: PageState;
  readonly ui: UiState;
  readonly now: number;
  readonly actions: PageActions;
  /** What the composer's input method is doing. */
  readonly composition: Composition;
}
