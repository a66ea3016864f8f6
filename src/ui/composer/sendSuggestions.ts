/** Suggestions before a message is sent: wait for a lower price, or reuse an earlier answer. */

import type { DraftQuestion } from '../../chat/usage/nextRequestMessages.ts';
import { nextOffPeak } from '../../chat/usage/offPeak.ts';
import { findIdenticalRequest } from '../../chat/sent/repeatedRequest.ts';
import type { RequestEstimate } from '../../chat/usage/requestEstimator.ts';
import type { RequestPlanner } from '../../chat/request/requestPlanner.ts';
import type { Conversation } from '../../conversation/model.ts';
import type { Clock } from '../../platform/ports.ts';
import type { SendOffers } from '../../protocol/estimate.ts';

/** What the offers are made of. */
export interface OfferSources {
  readonly planner: Pick<RequestPlanner, 'next'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether the user wants hints about off-peak hours. */
  readonly offPeakHint: () => boolean;
}

/** The offers for a draft. */
export function sendSuggestions(
  conversation: Conversation,
  draft: DraftQuestion,
  estimate: RequestEstimate,
  { planner, clock, offPeakHint }: OfferSources,
): SendOffers {
  const offPeakAt = offPeakHint() ? nextOffPeak(estimate, clock.now()) : undefined;
  const text = draft.text.trim();
  const next = planner.next(conversation.settings);
  const repeated = next && findIdenticalRequest(conversation, { ...draft, text }, next);
  return {
    ...(offPeakAt === undefined ? {} : { offPeakAt }),
    ...(repeated === undefined ? {} : { repeat: { text, turnId: repeated.id } }),
  };
}
