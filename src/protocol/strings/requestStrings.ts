/** The texts about sent requests; `{0}` is a placeholder. */

/** A part of all texts of the page; English in `src/protocol/strings/english/requestStrings.ts`. */
export interface RequestStrings {
  readonly showRequest: string;
  readonly noRequest: string;
  readonly sentWithout: string;
  readonly sentOtherwise: string;
}
