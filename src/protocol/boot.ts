/** The data that the host embeds in the page before its script runs. */

import type { UiStrings } from './strings/uiStrings.ts';

/** What the page has from the beginning. */
export type PageBoot = Required<BootData>;

/** Held as JSON in the attribute `data-boot` of the element `#root`. */
export interface BootData {
  /** Identifies the build that made the page; the page sends it back in `ready`. */
  readonly build: string;
  /** BCP 47 language of the strings. */
  readonly language: string;
  /** The texts where VS Code has a translation of them; the page has the English ones. */
  readonly strings?: UiStrings;
}
