/** What is kept of a request: enough to rebuild it and to prove by hash that it was this one. */

import { createHash } from 'node:crypto';
import { allMessageHashes } from '../conversation/messageHashes.ts';
import type { Profile, RequestRecord, Turn } from '../conversation/model.ts';
import type { ChatBody, WireMessage } from '../deepseek/types.ts';
import type { RequestPlan } from './requestBuilder.ts';

/** Makes the record of a body that is about to be sent to `origin`; `earlier` are the turns that lead to it. */
export function toRequestRecord(
  body: ChatBody,
  plan: RequestPlan,
  earlier: readonly Turn[],
  sent: {
    readonly profile: Profile;
    readonly origin: string;
    readonly repairs: readonly string[];
    readonly jsonInstruction: boolean;
  },
): RequestRecord {
  return {
    profile: sent.profile,
    origin: sent.origin,
    parameters: {
      model: plan.model,
      thinking: plan.thinking,
      ...(body.reasoning_effort === undefined ? {} : { reasoningEffort: body.reasoning_effort }),
      ...plan.parameters,
      ...(sent.jsonInstruction ? { jsonInstruction: true } : {}),
    },
    ...hashesAfter(body, earlier),
    bodySha256: sha256(JSON.stringify(body)),
    repairs: sent.repairs,
  };
}

/** A long chat would else keep the hashes of its beginning with every turn. */
function hashesAfter(
  body: ChatBody,
  earlier: readonly Turn[],
): Pick<RequestRecord, 'after' | 'messageHashes'> {
  const hashes = body.messages.map(messageHash);
  const before = earlier.findLast(({ request }) => request !== undefined);
  const byId = new Map(earlier.map((turn) => [turn.id, turn]));
  const known = before?.request && allMessageHashes(before.request, (id) => byId.get(id));
  if (before === undefined || known === undefined) return { messageHashes: hashes };
  let messages = 0;
  while (messages < known.length && known[messages] === hashes[messages]) messages += 1;
  if (messages === 0) return { messageHashes: hashes };
  return { after: { turnId: before.id, messages }, messageHashes: hashes.slice(messages) };
}

/** What a message is known by: SHA-256 of its JSON, hexadecimal. */
export function messageHash(message: WireMessage): string {
  return sha256(JSON.stringify(message));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
