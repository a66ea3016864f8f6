/** The estimate of a request as shown in a page; all texts are formatted. */

import type { ErrorAction } from '../conversation/errors.ts';
import type { TurnId } from '../conversation/model.ts';

/** That there is little or no room left, and the ways on, in the order in which they are offered. */
export interface RoomWarning {
  readonly text: string;
  readonly actions: readonly ErrorAction[];
}

/** Cheaper ways than to send what is written now. */
export interface SendOffers {
  /** When the peak price ends, in milliseconds since the epoch, where it pays to wait for that. */
  readonly offPeakAt?: number;
  /** The turn that has the answer to the very bytes which this text would send. */
  readonly repeat?: { readonly text: string; readonly turnId: TurnId };
}

/** A line about the next request, and what is said about it on hover and focus. */
export interface EstimateView extends SendOffers {
  /** Everything in one sentence, for those who do not see the line. */
  readonly label: string;
  /** `12.4k of 1M`, or `12.4k` where the window is not known. */
  readonly size: string;
  /** Of the context window, 0 to 1; missing where that is not known. */
  readonly share?: number;
  readonly fill: 'unknown' | 'fine' | 'near' | 'over';
  /** What is cached, or why not; what it costs. */
  readonly pieces: readonly string[];
  /** How it was worked out, and what of it is estimated. */
  readonly details: readonly string[];
  /** There is too little room: what can be done. */
  readonly warning?: RoomWarning;
}

/** The estimates that a page shows at a time. */
export interface Estimates {
  /** Of the message in the composer. */
  readonly next: EstimateView | null;
  /** Of the earlier question that is being changed. */
  readonly edit?: { readonly turnId: TurnId; readonly view: EstimateView };
}
