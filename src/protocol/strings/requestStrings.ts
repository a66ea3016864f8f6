/** The texts about requests that were sent; `{0}` stands for a value. */

/** A part of all texts of the page; English in `src/protocol/strings/english/requestStrings.ts`. */
export interface RequestStrings {
  readonly showRequest: string;
  readonly noRequest: string;
  readonly sentWithout: string;
  readonly sentOtherwise: string;
}
