/** Why a summary was not made. */

import type { ErrorData } from '../../conversation/errors.ts';

/** Why there is no summary. */
export type SummaryFailure =
  | { readonly kind: 'request'; readonly error: ErrorData }
  /** There is nothing to summarise. */
  | { readonly kind: 'nothing' }
  /** Not even the first turn fits into a request. */
  | { readonly kind: 'tooLong' }
  /** The model said nothing, or did not come to an end. */
  | { readonly kind: 'incomplete' }
  /** The user did not want to spend so much. */
  | { readonly kind: 'declined' };
