/** Renders a sent request as JSON with comments that explain each message; pure. */

import { toValidDate } from '../../conversation/validDate.ts';
import type { Conversation, Turn } from '../../conversation/model.ts';
import type { ChangedField } from '../../conversation/requestFingerprint.ts';
import type { Usage } from '../../conversation/usage.ts';
import type { ChatBody, WireMessage } from '../../deepseek/types.ts';
import { acceptOf, endpointOf, extraHeaderNames } from './curlCommand.ts';
import type { RebuiltRequest } from './rebuiltRequest.ts';
import type { Redaction } from '../../platform/ports.ts';
import type { MessageSource } from '../request/requestMessages.ts';
import { siblingCounts, omittedParts, type OmittedPart } from './omittedParts.ts';

/** The comments, in the user's language; numbers of messages begin with one. */
export interface RequestTexts {
  readonly title: (message: number) => string;
  readonly proven: (sha256: string) => string;
  /** Why it is not proven. */
  readonly unproven: (why: readonly string[]) => string;
  readonly olderRecord: string;
  readonly earlierMissing: string;
  readonly credentialNotKept: string;
  readonly otherMessages: (numbers: string) => string;
  readonly otherFields: string;
  readonly masked: string;
  /** The address of the record is none that a request can have been sent to. */
  readonly badAddress: string;
  readonly sentAt: (time: string, profile: string) => string;
  readonly ended: (turn: Turn) => string;
  readonly responseId: (id: string) => string;
  readonly traceId: (id: string) => string;
  readonly usage: (usage: Usage) => string;
  readonly altered: (field: ChangedField) => string;
  readonly repairs: (names: string) => string;
  readonly headersUnknown: string;
  readonly beside: (beside: number, deleted: number) => string;
  /** What a message is, said before it. */
  readonly source: (source: MessageSource['from'], message: number) => string;
  readonly joined: string;
  readonly jsonWords: string;
  readonly withheld: (part: OmittedPart, message: number) => string;
  /** Appended to a text that is too long to show. */
  readonly shortened: (characters: number) => string;
}

/** A body with more UTF-16 code units than this is shown with its longest texts shortened. */
export const maxShownLength = 4_000_000;
const shortText = 2_000;

const unredacted: Redaction = { text: (text) => text, values: (value) => value };

/** The document. Keys are taken out of its values, so that the document around them stays as it is. */
export function requestText(
  conversation: Conversation,
  rebuilt: RebuiltRequest,
  texts: RequestTexts,
  redaction: Redaction = unredacted,
): string {
  const shown = redaction.values(rebuilt.shown);
  const toComment = (text: string) => commentOf(redaction.text(text));
  const head = [
    texts.title(rebuilt.branch.length),
    proofText(rebuilt, texts),
    ...(shown === rebuilt.body ? [] : [texts.masked]),
    '',
    ...headerLines(rebuilt, texts),
    '',
    ...answerLines(rebuilt, texts),
    ...besideLines(conversation, rebuilt, texts),
  ];
  return `${head.map(toComment).join('\n')}\n${bodyLines(shown, rebuilt, texts, toComment).join('\n')}\n`;
}

function proofText(rebuilt: RebuiltRequest, texts: RequestTexts): string {
  const { record, branch, proven, otherMessages } = rebuilt;
  if (proven) return texts.proven(record.bodySha256);
  return texts.unproven([
    ...(record.form === undefined ? [texts.olderRecord] : []),
    ...(branch[0]?.parentId === null ? [] : [texts.earlierMissing]),
    ...(record.form?.extraBody?.includes('"***"') === true ? [texts.credentialNotKept] : []),
    otherMessages.length === 0
      ? texts.otherFields
      : texts.otherMessages(otherMessages.map((at) => String(at + 1)).join(', ')),
  ]);
}

function headerLines({ record }: RebuiltRequest, texts: RequestTexts): string[] {
  const { form } = record;
  const endpoint = endpointOf(record);
  return [
    endpoint === undefined ? texts.badAddress : `POST ${endpoint}`,
    `Accept: ${acceptOf(record)}`,
    ...(form?.keyless === true ? [] : ['Authorization: Bearer ***']),
    'Content-Type: application/json',
    ...extraHeaderNames(record).map((name) => `${name}: ***`),
    ...(form === undefined ? [texts.headersUnknown] : []),
  ];
}

function answerLines({ turn, record }: RebuiltRequest, texts: RequestTexts): string[] {
  const { responseId, traceId, usage } = turn;
  const { form, repairs, profile } = record;
  return [
    texts.sentAt(toValidDate(form?.at ?? turn.startedAt).toISOString(), profile),
    texts.ended(turn),
    ...(responseId === undefined ? [] : [texts.responseId(responseId)]),
    ...(traceId === undefined ? [] : [texts.traceId(traceId)]),
    ...(usage === undefined ? [] : [texts.usage(usage)]),
    ...(repairs.length === 0 ? [] : [texts.repairs(repairs.join(', '))]),
    ...(form?.altered ?? []).map((field) => texts.altered(field)),
  ];
}

function besideLines(
  conversation: Conversation,
  rebuilt: RebuiltRequest,
  texts: RequestTexts,
): string[] {
  const { beside, deleted } = siblingCounts(conversation, rebuilt);
  return beside === 0 ? [] : [texts.beside(beside, deleted)];
}

type ToComment = (text: string) => string;

function bodyLines(
  shown: ChatBody,
  rebuilt: RebuiltRequest,
  texts: RequestTexts,
  toComment: ToComment,
): string[] {
  const { messages, ...fields } = shown;
  const lines = Object.entries(fields).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${indented(value, 2)},`,
  );
  return [
    '{',
    ...lines,
    '  "messages": [',
    ...messageLines(rebuilt, messages, texts, toComment),
    '  ]',
    '}',
  ];
}

function messageLines(
  rebuilt: RebuiltRequest,
  messages: readonly WireMessage[],
  texts: RequestTexts,
  toComment: ToComment,
): string[] {
  const { branch } = rebuilt;
  const lines: string[] = [];
  let described = 0;
  /** What was left out of the turns before this place. */
  const describeOmissions = (place: number) => {
    for (const turn of branch.slice(described, place)) {
      described += 1;
      for (const part of omittedParts(turn, rebuilt)) {
        lines.push(`    ${toComment(texts.withheld(part, described))}`);
      }
    }
  };
  const places = new Map(branch.map(({ id }, index) => [id, index]));
  const shorten = isTooLong(messages);
  rebuilt.messages.forEach(({ sources }, index) => {
    sources.forEach((source, nth) => {
      const place = 'turnId' in source ? (places.get(source.turnId) ?? 0) : 0;
      describeOmissions(place);
      lines.push(`    ${toComment(sourceText(source, place, nth > 0, rebuilt, texts))}`);
    });
    const message = messages[index];
    const shown = shorten && message !== undefined ? shortened(message, texts) : message;
    const comma = index < messages.length - 1 ? ',' : '';
    lines.push(`    ${indented(shown, 4)}${comma}`);
  });
  describeOmissions(branch.length);
  return lines;
}

function sourceText(
  source: MessageSource,
  place: number,
  isJoined: boolean,
  { branch, record }: RebuiltRequest,
  texts: RequestTexts,
): string {
  const asking = place === branch.length - 1;
  const { jsonInstruction } = (asking ? record : branch[place]?.request)?.parameters ?? {};
  return [
    texts.source(source.from, place + 1),
    ...(isJoined ? [texts.joined] : []),
    ...(source.from === 'question' && jsonInstruction === true ? [texts.jsonWords] : []),
  ].join(' ');
}

function isTooLong(messages: readonly WireMessage[]): boolean {
  const lengthOf = ({ content, reasoning_content = '' }: WireMessage) =>
    content.length + reasoning_content.length;
  return messages.reduce((sum, message) => sum + lengthOf(message), 0) > maxShownLength;
}

function shortened(message: WireMessage, texts: RequestTexts): WireMessage {
  const cut = (text: string) =>
    text.length <= shortText
      ? text
      : `${text.slice(0, shortText).toWellFormed()}… ${texts.shortened(text.length - shortText)}`;
  const { content, reasoning_content: reasoning } = message;
  return {
    ...message,
    content: cut(content),
    ...(reasoning === undefined ? {} : { reasoning_content: cut(reasoning) }),
  };
}

function indented(value: unknown, by: number): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${' '.repeat(by)}`);
}

/** Escapes a text to one line. */
function commentOf(text: string): string {
  return `// ${text.replace(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ').trim()}`.trimEnd();
}
