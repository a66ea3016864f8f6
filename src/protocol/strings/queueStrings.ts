/** The texts of queued messages and send suggestions; `{0}` is a placeholder. */

import type { HoldReason } from '../../conversation/model.ts';

/** A part of all texts of the page; English in `src/protocol/strings/english/queueStrings.ts`. */
export interface QueueStrings extends Readonly<Record<HeldKey, string>> {
  readonly queue: string;
  readonly queueMessage: string;
  readonly queueHint: string;
  readonly queueUp: string;
  readonly queueDown: string;
  readonly queueEdit: string;
  readonly queueRemove: string;
  readonly queueSendNow: string;
  readonly queueSendNowLabel: string;
  readonly queueUntil: string;
  readonly queueWasDue: string;
  readonly queueSendNext: string;
  readonly queueSendAll: string;
  readonly queueBranch: string;
  readonly offPeakIn: string;
  readonly offPeakHold: string;
  readonly offPeakHint: string;
  readonly showEarlier: string;
  readonly announceQueued: string;
  readonly announceQueueRemoved: string;
  readonly announceQueueMoved: string;
}

type HeldKey = `queueHeld${Capitalize<HoldReason>}`;
