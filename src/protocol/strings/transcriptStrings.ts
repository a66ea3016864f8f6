/** The page's texts for moving through a chat. */

/** Keyed by use; English in `src/protocol/strings/english/readingStrings.ts`. */
export interface ReadingStrings {
  readonly loadEarlier: string;
  readonly loadLater: string;
  readonly jumpToLatest: string;
  /** Added to `jumpToLatest` while there is something new at the end. */
  readonly newBelow: string;
}
