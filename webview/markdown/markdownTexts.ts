/** The texts that painted Markdown needs. */

import type { UiStrings } from '../../src/protocol/strings/uiStrings.ts';

/** A part of the page's texts. */
export type MarkdownTexts = Pick<
  UiStrings,
  | 'code'
  | 'copyCode'
  | 'footnote'
  | 'footnoteBack'
  | 'formula'
  | 'table'
  | 'image'
  | 'imageWithHost'
  | 'taskDone'
  | 'taskOpen'
>;
