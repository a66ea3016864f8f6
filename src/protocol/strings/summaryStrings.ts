/** The page's texts about summaries of earlier turns. */

/** Keyed by use; English in `src/protocol/strings/english/summaryStrings.ts`. */
export interface SummaryStrings {
  readonly summarise: string;
  readonly summaryOf: string;
  readonly summaryOfOne: string;
  readonly summaryInUse: string;
  readonly summaryUnused: string;
  readonly summaryUseOriginals: string;
  readonly summaryUse: string;
  readonly inSummary: string;
  readonly summaryInstead: string;
  readonly actionSummarise: string;
  readonly actionSummariseToNew: string;
  readonly actionDropAttachments: string;
}
