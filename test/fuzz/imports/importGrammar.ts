/** Generates import files: exports of this extension and lists of API messages, valid or mutated. */

import { toExportedChat } from '../../../src/conversation/export/exportJson.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';
import { chatVocabulary, makeChat } from '../chats/chatGrammar.ts';
import { mutateEvents } from '../chats/eventMutation.ts';
import type { Choices } from '../choices.ts';
import { JsonDocument, type Json } from '../jsonMutation.ts';
import { makeText } from '../texts.ts';

/** Plain JSON. */
export interface ImportCase {
  readonly style: string;
  readonly text: string;
  /** Whether it must be accepted, because this extension wrote it. */
  readonly isValid: boolean;
}

/** Generates one case. */
export function generateImport(choices: Choices): ImportCase {
  const kind = choices.below(10);
  if (kind === 9) return { style: 'messages', isValid: false, text: makeMessages(choices) };
  const chats = choices.happens(0.2) ? 2 : 1;
  const exported = Array.from({ length: chats }, (_, index) => {
    const events = makeChat({ id: `chat${index}`, isOwn: true }, choices);
    return toExportedChat(reduceAll(emptyConversation, events), 1_795_000_000_000);
  });
  const pretty = chats === 1 && choices.happens(0.3) ? 2 : undefined;
  if (kind < 3) {
    const text = exported
      .map((exportedChat) => JSON.stringify(exportedChat, undefined, pretty))
      .join('\n');
    return { style: 'export', isValid: true, text };
  }
  const files = exported.map((exportedChat) => {
    const { events, ...head } = exportedChat;
    if (choices.happens(0.2)) {
      return mutateWhole(structuredClone(exportedChat) as unknown as Json, choices);
    }
    const lines = events.map((event) => JSON.stringify(event));
    for (let left = 1 + choices.below(4); left > 0; left -= 1) mutateEvents(lines, choices);
    // An empty line would break a list, but is harmless in a log.
    const items = lines.map((line) => (line === '' ? 'null' : line)).join(',');
    return `${JSON.stringify(head).slice(0, -1)},"events":[${items}]}`;
  });
  const text = files.join(choices.pick(['\n', '\r\n', '\n\n', '']));
  return { style: 'mutated export', isValid: false, text: spoilText(text, choices) };
}

function mutateWhole(value: Json, choices: Choices): string {
  const document = new JsonDocument(value);
  for (let left = 1 + choices.below(4); left > 0; left -= 1) {
    document.mutate(choices, chatVocabulary);
  }
  return document.toText();
}

function makeMessages(choices: Choices): string {
  const messages = choices.list(6, () => ({
    role: choices.pick(['user', 'assistant', 'system', 'tool']),
    content: makeText(choices),
    ...(choices.happens(0.3) && { reasoning_content: makeText(choices) }),
  }));
  return mutateWhole(choices.happens(0.5) ? messages : { messages }, choices);
}

/** Sometimes truncates the text or inserts characters that make it invalid. */
function spoilText(text: string, choices: Choices): string {
  if (choices.happens(0.8)) return text;
  const at = choices.below(text.length + 1);
  const insert = choices.pick([
    '',
    '\uFEFF',
    '\u0000',
    '\ud800',
    '[',
    '"',
    '\\',
    '}',
    '\n',
    '[['.repeat(40),
  ]);
  return choices.happens(0.5)
    ? text.slice(0, at) + insert
    : text.slice(0, at) + insert + text.slice(at);
}
