/** The texts of the list of models; `{0}` is a placeholder. */

/** A part of all texts of the page; English in `src/protocol/strings/english/modelStrings.ts`. */
export interface ModelStrings {
  readonly modelList: string;
  readonly modelSearch: string;
  readonly modelCount: string;
  readonly modelNone: string;
  readonly modelTyped: string;
  readonly modelsLoading: string;
}
