/** What the host writes into the page before its script runs. */

import type { UiStrings } from './uiStrings.ts';

/** Held as JSON in the attribute `data-boot` of the element `#root`. */
export interface BootData {
  /** Identifies the build that made the page; the page sends it back in `ready`. */
  readonly build: string;
  /** BCP 47 language of the strings. */
  readonly language: string;
  readonly strings: UiStrings;
}
