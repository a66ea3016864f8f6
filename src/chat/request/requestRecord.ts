/** Records what is needed to rebuild a request's bytes and to verify them by hash. */

import { createHash } from 'node:crypto';
import { textOf } from '../../conversation/activeBranch.ts';
import { maskedFields } from '../../conversation/export/credentialFields.ts';
import { allMessageHashes } from '../../conversation/messageHashes.ts';
import type { RequestRecord, Turn } from '../../conversation/model.ts';
import type { RequestFingerprint } from '../../conversation/requestFingerprint.ts';
import { extraHeaderNames } from '../../deepseek/http/requestHeaders.ts';
import type { ApiTarget, ChatBody, WireMessage } from '../../deepseek/types.ts';
import { hasPrefill } from './continuationMessages.ts';
import { extraFields } from './extraBody.ts';
import type { PreparedRequest } from './requestPlanner.ts';
import { omissionDiff } from './omissions.ts';

/** A request that is about to be sent. */
export interface SentRequest {
  readonly body: ChatBody;
  /** The turns that lead to it, the one that asks last, as they were when it was built. */
  readonly branch: readonly Turn[];
  readonly prepared: Pick<
    PreparedRequest,
    'plan' | 'profile' | 'origin' | 'target' | 'repairs' | 'altered'
  >;
  /** Whether the question went with the words that ask for JSON. */
  readonly jsonInstruction: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Makes the record of a request. */
export function toRequestRecord(sent: SentRequest): RequestRecord {
  const { body, branch, jsonInstruction } = sent;
  const { plan, profile, origin, repairs } = sent.prepared;
  return {
    profile,
    origin,
    parameters: {
      model: plan.model,
      thinking: plan.thinking,
      ...(body.reasoning_effort === undefined ? {} : { reasoningEffort: body.reasoning_effort }),
      ...plan.parameters,
      ...(jsonInstruction ? { jsonInstruction: true } : {}),
    },
    ...hashesAfter(body, branch.slice(0, -1)),
    bodySha256: sha256(JSON.stringify(body)),
    repairs,
    form: toForm(sent),
  };
}

function toForm({ branch, prepared, at }: SentRequest): RequestFingerprint {
  const { plan, target, altered } = prepared;
  const headers = extraHeaderNames(target);
  const asking = branch.at(-1);
  const extra = maskedFields(extraFields(plan.extraBody));
  return {
    at,
    path: chatPath(target),
    ...(headers.length === 0 ? {} : { headers }),
    ...((target.apiKey ?? '').trim() === '' ? { keyless: true } : {}),
    ...(plan.mergesSameRole ? { merges: true } : {}),
    ...(plan.sendsReasoning ? { sendsReasoning: true } : {}),
    ...(plan.asksForUsage ? { asksForUsage: true } : {}),
    ...(plan.prefix === 'none' ? {} : { prefix: plan.prefix }),
    ...(hasPrefill(asking) ? { begun: lengthsOf(asking) } : {}),
    ...(Object.keys(extra).length === 0 ? {} : { extraBody: JSON.stringify(extra) }),
    ...omissionDiff(branch),
    ...(altered.length === 0 ? {} : { altered }),
  };
}

/** Where chat requests to a target go, without its origin. */
function chatPath({ baseUrl }: ApiTarget): string {
  return `${new URL(baseUrl).pathname.replace(/\/+$/, '')}/chat/completions`;
}

function lengthsOf(turn: Turn): NonNullable<RequestFingerprint['begun']> {
  return { content: textOf(turn, 'content').length, reasoning: textOf(turn, 'reasoning').length };
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

/** SHA-256 of a text's UTF-8 bytes, hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
