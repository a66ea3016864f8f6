/** Decides whether earlier reasoning is sent back to the server (contract 6.3). */

import type { ApiProfile } from '../../conversation/model.ts';

/** What the decision depends on. */
export interface ReasoningCase {
  readonly profile: ApiProfile;
  readonly thinking: 'enabled' | 'disabled' | 'unset';
  /** The request offers tools. */
  readonly hasTools: boolean;
  /** What a server of this origin said of it when it refused a request. */
  readonly said?: 'missing' | 'forbidden';
}

/**
 * Whether every earlier answer carries its thoughts as `reasoning_content`, an empty text where none were recorded, or
 * none does. What the server itself said comes first; today's API wants all of them with tools while it thinks; where
 * there are no tools they would only be uploaded; older and other servers refuse them.
 */
export function sendsReasoning({ profile, thinking, hasTools, said }: ReasoningCase): boolean {
  if (said !== undefined) return said === 'missing';
  return profile === 'official' && thinking === 'enabled' && hasTools;
}
