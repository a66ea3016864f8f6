/** Removes keys from a chat before it is written to a file or the clipboard; pure. */

import type { Conversation, Part, RequestRecord, Turn } from '../../conversation/model.ts';
import { parseJson } from '../../deepseek/json.ts';
import type { Redaction } from '../../platform/ports.ts';

/** Fields that hold no free text: without their exact values an exported chat could not be imported. */
const structure: ReadonlySet<string> = new Set([
  'id',
  'turnId',
  'parentId',
  'continues',
  'activeLeaf',
  'leftLeaves',
  'after',
  'excludedContext',
  'kind',
  'status',
  'by',
  'titledBy',
  'profile',
  'thinking',
  'reasoningEffort',
  'reason',
  'origin',
  'path',
  'uri',
  'bodySha256',
  'messageHashes',
  'withheld',
  'restored',
  'prefix',
  'extraBody',
  'arguments',
  'parts',
  'request',
  'spent',
]);

/** The same chat without keys. */
export function redactedChat(conversation: Conversation, redaction: Redaction): Conversation {
  const turns = new Map(
    [...conversation.turns].map(([id, turn]) => [id, redactedTurn(turn, redaction)]),
  );
  const { openTurn } = conversation;
  return {
    ...redaction.values({ ...conversation, turns: new Map<string, Turn>() }, structure),
    turns,
    openTurn: openTurn && redactedTurn(openTurn, redaction),
  };
}

function redactedTurn(turn: Turn, redaction: Redaction): Turn {
  const { parts, request, spent, ...others } = turn;
  const requestOf = (record: RequestRecord) => redactedRequest(record, redaction);
  return {
    ...redaction.values(others, structure),
    // The paths of attached pieces are free text.
    user: redaction.values(turn.user, new Set(['id', 'kind'])),
    parts: parts.map((part) => redactedPart(part, redaction)),
    ...(request === undefined ? {} : { request: requestOf(request) }),
    ...(spent === undefined
      ? {}
      : {
          spent: spent.map((spentRequest) => ({
            ...spentRequest,
            request: requestOf(spentRequest.request),
          })),
        }),
  };
}

function redactedPart(part: Part, redaction: Redaction): Part {
  const clean = redaction.values(part, structure);
  if (clean.kind === 'toolCall') {
    return { ...clean, arguments: redactedJson(clean.arguments, redaction) };
  }
  if (part.kind === 'toolCall' || clean.text === part.text) return clean;
  // Token by token the key would still be there.
  const { kind, id, text, startedAt, field } = clean;
  return { kind, id, text, startedAt, ...(field === undefined ? {} : { field }) };
}

function redactedRequest(record: RequestRecord, redaction: Redaction): RequestRecord {
  const { form, ...others } = redaction.values(record, structure);
  if (form === undefined) return others;
  const { extraBody, path } = form;
  return {
    ...others,
    form: {
      ...form,
      path: redaction.text(path),
      ...(extraBody === undefined ? {} : { extraBody: redactedJson(extraBody, redaction) }),
    },
  };
}

/** JSON remains JSON. */
function redactedJson(text: string, redaction: Redaction): string {
  const clean = redaction.text(text);
  if (clean === text) return text;
  const value = parseJson(text);
  return value === undefined ? clean : JSON.stringify(redaction.values(value));
}
