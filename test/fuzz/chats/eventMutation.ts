/** Mutates a list of events: removes, duplicates, moves, multiplies, and inserts foreign ones. */

import type { Choices } from '../choices.ts';
import { JsonDocument, type Json } from '../jsonMutation.ts';
import { chatVocabulary } from './chatGrammar.ts';

/** Changes the list in place once; an event becomes text if the mutation cannot be expressed as a JSON value. */
export function mutateEvents(lines: string[], choices: Choices): void {
  const at = choices.below(lines.length);
  const other = choices.below(lines.length);
  const line = lines[at] ?? '';
  switch (choices.below(9)) {
    case 0:
      lines.splice(at, 1);
      return;
    case 1:
      lines.splice(other, 0, line);
      return;
    case 2:
      lines[at] = lines[other] ?? '';
      lines[other] = line;
      return;
    case 3:
      lines.splice(at, 0, strangeLine(choices));
      return;
    case 4:
      lines.splice(at, 0, ...many(choices));
      return;
    default:
      lines[at] = mutateLine(line, choices);
  }
}

function mutateLine(line: string, choices: Choices): string {
  const cut = line.slice(0, choices.below(line.length + 1));
  try {
    const document = new JsonDocument(JSON.parse(line) as Json);
    for (let left = 1 + choices.below(3); left > 0; left -= 1) {
      document.mutate(choices, chatVocabulary);
    }
    return choices.happens(0.05) ? cut : document.toText();
  } catch {
    // An earlier mutation made it invalid JSON, or too deep to be serialized.
    return cut;
  }
}

/** Events with valid types in an invalid place. */
function strangeLine(choices: Choices): string {
  const number = choices.pick(['1', '1e9', '4e8', '1e17', '1e308', '-1', '0.5', '1e999']);
  const turn = choices.pick(['t0', 't1', 't9', '../x', '', '__proto__', 'constructor']);
  return choices.pick([
    `{"type":"partAppended","turnId":"${turn}","partId":"p2","kind":"content","offset":${number},"text":"x","at":1}`,
    `{"type":"turnStarted","turnId":"${turn}","parentId":"${turn}","at":${number},"user":{"text":"x","context":[]}}`,
    `{"type":"turnStarted","turnId":"t8","parentId":null,"continues":"${turn}","at":1,"user":{"text":"","context":[]}}`,
    `{"type":"messageQueued","message":{"id":"q1","user":{"text":"send me","context":[]},"after":null,"notBefore":${number}}}`,
    `{"type":"queueOrdered","messageIds":["${turn}"]}`,
    `{"type":"turnEnded","turnId":"${turn}","at":${number},"status":"complete"}`,
    `{"type":"branchSelected","leaf":"${turn}"}`,
    `{"type":"logprobsReported","turnId":"t0","partId":"p2","offset":${number},"tokens":[{"text":"a","logprob":${number}}]}`,
    `{"type":"requestSent","turnId":"t0","request":{"profile":"official","origin":"https://api.deepseek.com","parameters":{"model":"m","thinking":"unset"},"messageHashes":[],"bodySha256":"","repairs":[],"form":{"at":${number},"path":"${choices.pick(paths)}"}}}`,
    `{"type":"requestSent","turnId":"t0","request":{"profile":"official","origin":"${choices.pick(origins)}","parameters":{"model":"m","thinking":"unset"},"messageHashes":[],"bodySha256":"","repairs":[]}}`,
    `{"type":"conversationCreated","id":"${turn}","at":${number},"systemPrompt":"x"}`,
    '{"type":"eventOfTheFuture","turnId":"t0"}',
    '{"schema":2,"writer":"9.9.9","generation":7}',
    'null',
    '',
    '[]',
    '{}',
    '\u0000\u0000\u0000',
    '{"type":"titled","title":',
  ]);
}

const paths = [
  '/chat/completions',
  '@evil.example/x',
  '.evil.example/x',
  '{a,b}',
  '//evil.example',
  '/../x',
  '/a b',
  '/x?y=1#z',
  '',
  ':8443/x',
  '/\\u0000',
] as const;
const origins = [
  'https://api.deepseek.com',
  '-o./x',
  'https://me:pass@evil.example',
  'file:///etc',
  'https://api.deepseek.com/path',
  'javascript:1',
  'HTTPS://API.DEEPSEEK.COM',
  '',
] as const;

/** Many events of one kind. */
function many(choices: Choices): string[] {
  const count = choices.pick([2, 2, 3, 3, 5, 5, 10, 20, 50, 100, 400, 3_000]);
  const make = choices.pick<(index: number) => string>([
    (index) => `{"type":"branchSelected","leaf":"t${index % 3}"}`,
    (index) =>
      `{"type":"turnStarted","turnId":"m${index}","parentId":null,"at":1,"user":{"text":"","context":[]}}`,
    (index) =>
      `{"type":"turnStarted","turnId":"m${index}","parentId":"m${index - 1}","continues":"m${index - 1}","at":1,"user":{"text":"","context":[]}}`,
    (index) =>
      `{"type":"toolCallRequested","turnId":"t0","partId":"x${index}","at":1,"callId":"c","name":"f","arguments":"{}"}`,
    (index) =>
      `{"type":"logprobsReported","turnId":"t0","partId":"p2","offset":${index},"tokens":[{"text":"t","logprob":-1}]}`,
    (index) =>
      `{"type":"partAppended","turnId":"t0","partId":"n${index}","kind":"content","offset":0,"text":"x","at":1}`,
    (index) =>
      `{"type":"messageQueued","message":{"id":"q${index}","user":{"text":"x","context":[]},"after":null}}`,
    () => '{"type":"pinned","pinned":true}',
  ]);
  return Array.from({ length: count }, (_, index) => make(index));
}
