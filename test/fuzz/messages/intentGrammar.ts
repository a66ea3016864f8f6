/** Generates webview messages: every intent with valid fields, then with invalid ones. */

import { errorActions } from './errorActions.ts';
import type { Intent } from '../../../src/protocol/messages.ts';
import { protocolVersion } from '../../../src/protocol/messages.ts';
import type { Choices } from '../choices.ts';
import { JsonDocument, type Json, type JsonObject } from '../jsonMutation.ts';
import { makeText } from '../texts.ts';
import { makeSpecial } from './specialValues.ts';

/** Plain JSON. */
export interface MessageCase {
  readonly messages: readonly SentMessage[];
}

/** One message as JSON text, and the expected result of the guard; undefined if unknown. */
export interface SentMessage {
  readonly text: string;
  readonly accepted?: boolean;
}

/** Valid and invalid values of a field. */
interface Field {
  readonly make: (choices: Choices) => Json;
  readonly wrong: readonly [Json, ...Json[]];
  readonly optional?: true;
}

/** Placeholders that the driver replaces with known ids. */
export const turnPlaceholder = 'turn-placeholder';
export const chatPlaceholder = 'chat-placeholder';

const id: Field = {
  make: (choices) => choices.pick([turnPlaceholder, 'no-such-turn', 'a']),
  wrong: ['', '../x', 'A', 'a'.repeat(65), 'a b', 'a/b', 'é', 'a\n', 1, null, ['a'], {}],
};
const chat: Field = { ...id, make: (choices) => choices.pick([chatPlaceholder, 'no-such-chat']) };
const line: Field = {
  make: (choices) => choices.pick(['', 'text', makeText(choices), 'x'.repeat(2_048)]),
  wrong: ['x'.repeat(2_049), 1, null, ['x'], {}],
};
const href: Field = {
  make: (choices) =>
    choices.pick<string>([
      'https://example.com/a',
      'mailto:a@b.example',
      'http://localhost:1/',
      'x',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'vscode://x/y',
      'command:x',
      'data:text/html,x',
      '//evil.example',
      'https://a@evil.example',
      'HTTPS:\\\\x',
    ]),
  wrong: ['x'.repeat(100_000), 1, null, ['x'], {}],
};
const text: Field = {
  make: (choices) => choices.pick([makeText(choices), '', ' ', 'x'.repeat(100_000)]),
  wrong: [1, null, ['x'], {}, true],
};
const flag: Field = { make: (choices) => choices.happens(0.5), wrong: [0, 'true', null, {}] };
const notWhole = [0.5, '1', null, {}, 1e-7] as const;
const amount: Field = { make: (choices) => choices.pick([1, 100, 500]), wrong: notWhole };
const time: Field = {
  make: (choices) => choices.pick([1_790_000_000_000, 1_000, 4_000_000_000_000]),
  wrong: notWhole,
};
const oneOf = (first: string, ...others: readonly string[]): Field => ({
  make: (choices) => choices.pick([first, ...others]),
  wrong: ['', `${first} `, first.toUpperCase(), 'constructor', '__proto__', 1, null, [first], {}],
});
const optional = (field: Field): Field => ({
  ...field,
  wrong: field.wrong,
  optional: true,
});
const exactly = (value: Json): Field => ({ make: () => value, wrong: [{}] });

const parameters: Field = {
  make: (choices) =>
    choices.pick<Json>([
      { model: 'deepseek-flash' },
      { thinking: 'on', reasoningEffort: 'max' },
      { temperature: 0.5, topP: null },
      { stop: ['a', 'b'] },
      { jsonOutput: true, stream: false, logprobs: true, topLogprobs: 3 },
      { maxTokens: 1_000, systemPrompt: makeText(choices) },
    ]),
  wrong: [{}, [], null, 1, 'x', { model: 1 }, { temperature: '1' }, { other: 1 }, { stop: [1] }],
};

/** Valid fields of each intent; the compiler reports missing intents. */
const grammar: Readonly<Record<Intent['type'], Readonly<Record<string, Field>>>> = {
  ready: {
    protocol: exactly(protocolVersion),
    build: exactly('fuzz'),
    at: optional(id),
  },
  resync: {},
  loadEarlier: { before: id },
  loadLater: { after: id },
  showTurn: { turnId: id },
  showLatest: {},
  readingAt: { turnId: id },
  find: { query: line, matchCase: flag, reasoning: flag },
  endFind: {},
  recallPrompts: {},
  send: { text, starter: optional(text) },
  removeContext: { id },
  stop: {},
  newChat: {},
  regenerate: {
    turnId: id,
    thinking: optional(oneOf('on', 'off')),
    effort: optional(oneOf('low', 'high', 'max')),
    withoutTools: optional(flag),
  },
  continue: { turnId: id },
  regenerateWithModel: { turnId: id },
  edit: { turnId: id, text },
  hideTurn: { turnId: id, hidden: flag },
  summarise: { turnId: id },
  useSummary: { turnId: id, used: flag },
  selectBranch: { leaf: id, turnId: optional(id) },
  excludeTurn: { turnId: id, excluded: flag },
  excludeContext: { turnId: id, contextId: line, excluded: flag },
  showRequest: { turnId: id },
  copyBranch: { turnId: id },
  showAnswer: { turnId: id },
  loadModels: {},
  selectModel: { model: line },
  selectThinking: {
    thinking: oneOf('auto', 'on', 'off'),
    effort: optional(oneOf('low', 'high', 'max')),
  },
  changeParameters: { change: parameters },
  resetParameters: {},
  saveJson: { turnId: id },
  exportRawChat: { id },
  runAction: { action: oneOf(...errorActions), turnId: optional(id) },
  retryNow: {},
  draftChanged: { text },
  copy: { text },
  openLink: { href },
  searchChats: { query: line, scope: oneOf('workspace', 'all'), limit: amount },
  closeHistory: {},
  openChat: { id: chat, turnId: optional(id) },
  renameChat: { id: chat, title: exactly('A name') },
  pinChat: { id: chat, pinned: flag },
  deleteChat: { id: chat },
  undoDelete: { id: chat },
  duplicateChat: { id: chat },
  estimate: { turnId: optional(id), text: optional(text) },
  sendLater: { text, at: time, starter: optional(text) },
  editQueued: { id },
  removeQueued: { id },
  restoreQueued: { id },
  moveQueued: { id, by: { make: (choices) => choices.pick([1, -1]), wrong: [0, 2, '1', null] } },
  sendQueued: { id },
  continueQueue: { all: flag },
  reportError: { message: line },
};
const types = Object.keys(grammar) as [Intent['type'], ...Intent['type'][]];

/** Generates one case. */
export function generateMessages(choices: Choices): MessageCase {
  return { messages: Array.from({ length: 1 + choices.below(6) }, () => makeMessage(choices)) };
}

function makeMessage(choices: Choices): SentMessage {
  const type = choices.pick(types);
  const fields = grammar[type];
  const message: JsonObject = { type };
  for (const [name, field] of Object.entries(fields)) {
    if (field.optional === true && choices.happens(0.5)) continue;
    message[name] = field.make(choices);
  }
  const names = Object.keys(fields);
  switch (choices.below(8)) {
    case 3:
      return { text: JSON.stringify({ ...message, [makeExtra(choices)]: 1 }), accepted: false };
    case 4: {
      const required = names.filter((name) => fields[name]?.optional !== true);
      const [first, ...others] = required;
      if (first === undefined) break;
      delete message[choices.pick([first, ...others])];
      return { text: JSON.stringify(message), accepted: false };
    }
    case 5: {
      const [first, ...others] = names;
      if (first === undefined) break;
      const name = choices.pick([first, ...others]);
      message[name] = choices.pick(fields[name]?.wrong ?? [null]);
      return { text: JSON.stringify(message), accepted: false };
    }
    case 6: {
      const document = new JsonDocument(message);
      for (let left = 1 + choices.below(3); left > 0; left -= 1) {
        document.mutate(choices, ['type', 'turnId', 'id', 'text', 'change', 'at', ...types]);
      }
      return { text: document.toText() };
    }
    case 7: {
      const [first, ...others] = names;
      if (first === undefined) return { text: JSON.stringify(makeSpecial(choices)) };
      message[choices.pick([first, ...others])] = makeSpecial(choices);
      return { text: JSON.stringify(message) };
    }
  }
  return { text: JSON.stringify(message), accepted: true };
}

function makeExtra(choices: Choices): string {
  return choices.pick(['extra', 'constructor', 'toString', 'TYPE', '', 'apiKey', 'origin', '0']);
}
