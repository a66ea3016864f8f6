/** Rebuilds a sent request from the log alone and verifies it by its stored hashes; pure. */

import {
  keptFields,
  maskedFields,
  unmaskedFields,
} from '../../conversation/export/credentialFields.ts';
import { findTurn, pathTo, textOf } from '../../conversation/activeBranch.ts';
import { allMessageHashes } from '../../conversation/messageHashes.ts';
import type { Conversation, RequestRecord, Turn, TurnId } from '../../conversation/model.ts';
import type { RequestFingerprint } from '../../conversation/requestFingerprint.ts';
import { capabilitiesOf } from '../../deepseek/models/apiProfile.ts';
import type { ChatBody } from '../../deepseek/types.ts';
import { toBody } from '../request/requestBody.ts';
import type { RequestPlan } from '../request/requestOptions.ts';
import { toSourcedMessages, type SourcedMessage } from '../request/requestMessages.ts';
import { sha256 } from '../request/requestRecord.ts';
import { currentOmissions, recordedOmissions, withMarks } from '../request/omissions.ts';

/** A request made again. */
export interface RebuiltRequest {
  readonly turn: Turn;
  readonly record: RequestRecord;
  /** The turns that led to it as they were then, the one that asked last. */
  readonly branch: readonly Turn[];
  readonly messages: readonly SourcedMessage[];
  /** Where it is proven, these are the bytes that were sent, in JSON as the client writes it. */
  readonly body: ChatBody;
  /** The same, with a mask over what looks like a credential; the very same object where nothing does. */
  readonly shown: ChatBody;
  /** Whether its hash is the one that was kept. */
  readonly proven: boolean;
  /** Where it is not: the messages that are others now, from zero; none where only other fields are. */
  readonly otherMessages: readonly number[];
}

/** Makes a turn's request again; `undefined` where none was sent. `present` is the setting `extraBody` as it is now. */
export function rebuiltRequest(
  conversation: Conversation,
  turnId: TurnId,
  present: Readonly<Record<string, unknown>> = {},
): RebuiltRequest | undefined {
  const path = pathTo(conversation, turnId);
  const turn = path.at(-1);
  const record = turn?.request;
  if (turn === undefined || record === undefined) return undefined;
  const tries = candidates(path, record, present).map((candidate) =>
    make(conversation, record, candidate),
  );
  const made = tries.find(({ body }) => sha256(JSON.stringify(body)) === record.bodySha256);
  const best = made ?? tries[0];
  if (best === undefined) return undefined;
  return {
    turn,
    record,
    ...best,
    proven: made !== undefined,
    otherMessages: made === undefined ? differences(conversation, record, best.body) : [],
  };
}

/** What a request may have been made with. */
interface Candidate {
  readonly branch: readonly Turn[];
  readonly extraBody: RequestPlan['extraBody'];
  /** As it may be shown. */
  readonly maskedExtra: RequestPlan['extraBody'];
}

/** What is known to be so; records of older versions leave some of it to be tried. */
function candidates(
  path: readonly Turn[],
  { form }: RequestRecord,
  present: RequestPlan['extraBody'],
): Candidate[] {
  if (form === undefined) {
    const marks = [currentOmissions(path), new Set<string>()];
    return marks.flatMap((mark) =>
      [{}, present].map((extraBody) => ({
        branch: withMarks(path, mark),
        extraBody,
        maskedExtra: maskedFields(extraBody),
      })),
    );
  }
  const branch = withMarks(path, recordedOmissions(path));
  const kept = keptFields(form.extraBody ?? '{}');
  // What an older version or an imported file kept may hold credentials that are known as such now.
  const maskedExtra = maskedFields(kept);
  return [kept, unmaskedFields(kept, present)].map((extraBody) => ({
    branch,
    extraBody,
    maskedExtra,
  }));
}

function make(
  { systemPrompt }: Conversation,
  record: RequestRecord,
  { branch, extraBody, maskedExtra }: Candidate,
): Pick<RebuiltRequest, 'branch' | 'messages' | 'body' | 'shown'> {
  const asking = branch.at(-1);
  const begun = asking && asItBegan(asking, record.form);
  const then = begun === undefined ? branch : [...branch.slice(0, -1), begun];
  const plan = planOf(record, begun?.starter !== undefined, extraBody);
  const messages = toSourcedMessages(systemPrompt, then, plan);
  const body = toBody(plan, messages);
  const isMasked = JSON.stringify(extraBody) !== JSON.stringify(maskedExtra);
  const shown = isMasked ? toBody({ ...plan, extraBody: maskedExtra }, messages) : body;
  return { branch: then, messages, body, shown };
}

/** The turn that asked, with no more of its answer than was there before it was asked for. */
function asItBegan(turn: Turn, form: RequestFingerprint | undefined): Turn {
  const { id, parentId, startedAt, user, excludedContext, withoutTools, starter } = turn;
  const asked: Turn = {
    id,
    parentId,
    startedAt,
    user,
    status: 'inProgress',
    parts: [],
    ...(excludedContext === undefined ? {} : { excludedContext }),
    ...(withoutTools === undefined ? {} : { withoutTools }),
  };
  const begun = form === undefined && starter !== undefined ? lengthOf(starter) : form?.begun;
  if (begun === undefined) return asked;
  const reasoning = textOf(turn, 'reasoning').slice(0, begun.reasoning);
  const content = textOf(turn, 'content').slice(0, begun.content);
  return {
    ...asked,
    starter: content,
    parts: [
      { kind: 'reasoning', id: 'begun-reasoning', text: reasoning, startedAt },
      { kind: 'content', id: 'begun-content', text: content, startedAt },
    ],
  };
}

function lengthOf(starter: string): NonNullable<RequestFingerprint['begun']> {
  return { content: starter.length, reasoning: 0 };
}

function planOf(
  record: RequestRecord,
  begun: boolean,
  extraBody: RequestPlan['extraBody'],
): RequestPlan {
  const { model, thinking, reasoningEffort, jsonInstruction, ...parameters } = record.parameters;
  const form = record.form ?? olderForm(record, begun);
  return {
    model,
    thinking,
    parameters,
    extraBody,
    ...(reasoningEffort === undefined ? {} : { reasoningEffort }),
    ...(jsonInstruction === true ? { insistsOnJson: true } : {}),
    mergesSameRole: form.merges === true,
    sendsReasoning: form.sendsReasoning === true,
    asksForUsage: form.asksForUsage === true,
    prefix: form.prefix ?? 'none',
  };
}

/** The form of a request recorded without one, derived from its profile and repairs. */
function olderForm(
  { profile, repairs }: RequestRecord,
  begun: boolean,
): Pick<RequestFingerprint, 'merges' | 'sendsReasoning' | 'asksForUsage' | 'prefix'> {
  const { strictAlternation, streamOptions, prefix } = capabilitiesOf(profile);
  return {
    ...(strictAlternation || repairs.includes('alternation') ? { merges: true } : {}),
    ...(repairs.includes('reasoningMissing') ? { sendsReasoning: true } : {}),
    ...(streamOptions && !repairs.includes('streamOptions') ? { asksForUsage: true } : {}),
    ...(begun && prefix !== 'none' && !repairs.includes('prefix') ? { prefix } : {}),
  };
}

function differences(
  conversation: Conversation,
  record: RequestRecord,
  body: ChatBody,
): readonly number[] {
  const kept = allMessageHashes(record, (id) => findTurn(conversation, id));
  if (kept === undefined) return body.messages.map((_, index) => index);
  const now = body.messages.map((message) => sha256(JSON.stringify(message)));
  const length = Math.max(kept.length, now.length);
  return Array.from({ length }, (_, index) => index).filter((at) => kept[at] !== now[at]);
}
