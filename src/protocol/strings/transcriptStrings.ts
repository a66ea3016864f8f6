/** The page's texts for moving through a chat. */

/** Keyed by use; English in `src/protocol/strings/english/readingStrings.ts`. */
export interface ReadingStrings {
  readonly loadEarlier: string;
  readonly loadLater: string;
  readonly jumpToLatest: string;
  /** Said of `jumpToLatest` while something new stands there. */
  readonly newBelow: string;
}
