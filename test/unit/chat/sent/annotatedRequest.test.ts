/** What a person is shown of a request: its bytes, what became of each message, and a command that sends it again. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { curlCommand } from '../../../../src/chat/sent/curlCommand.ts';
import { rebuiltRequest, type RebuiltRequest } from '../../../../src/chat/sent/rebuiltRequest.ts';
import {
  maxShownLength,
  requestText,
  type RequestTexts,
} from '../../../../src/chat/sent/annotatedRequest.ts';
import type { Conversation, RequestRecord, Turn } from '../../../../src/conversation/model.ts';
import { copyBranch } from '../../../../src/conversation/export/copyBranch.ts';
import { toExportedChat } from '../../../../src/conversation/export/exportJson.ts';
import { importChats } from '../../../../src/conversation/export/importChats.ts';
import { emptyConversation, reduceAll } from '../../../../src/conversation/events/reduce.ts';
import { streamFixtures } from '../../../fakes/answers/streamFixtures.ts';
import { statusStep } from '../../../fakes/answers/errorFixtures.ts';
import { withTemporaryFolder } from '../../temporaryFolder.ts';
import { ask, lastEnded, withChat, type TestChat } from '../testChat.ts';

/** Short words for each comment. */
const texts: RequestTexts = {
  title: (message) => `request ${String(message)}`,
  proven: () => 'proven',
  unproven: (why) => `unproven: ${why.join(', ')}`,
  olderRecord: 'older',
  earlierMissing: 'missing',
  credentialNotKept: 'credential',
  otherMessages: (numbers) => `messages ${numbers}`,
  otherFields: 'fields',
  masked: 'masked',
  badAddress: 'bad address',
  sentAt: (time, profile) => `sent ${String(Number.isNaN(Date.parse(time)))} ${profile}`,
  ended: ({ status }) => status,
  responseId: () => 'response',
  traceId: (id) => `trace ${id}`,
  usage: ({ prompt }) => `prompt ${String(prompt)}`,
  altered: ({ field, sent = 'nothing', words = '' }) => `${field} is ${sent}: ${words}`,
  repairs: (names) => `repaired ${names}`,
  headersUnknown: 'headers unknown',
  beside: (beside, deleted) => `beside ${String(beside)} deleted ${String(deleted)}`,
  source: (source, message) => `${source} ${String(message)}`,
  joined: 'joined',
  jsonWords: 'json',
  withheld: ({ what, rule }, message) => `no ${what} ${String(message)} ${rule}`,
  shortened: (characters) => `[${String(characters)}]`,
};

function rebuilt(conversation: Conversation, turn: Turn, present = {}): RebuiltRequest {
  const found = rebuiltRequest(conversation, turn.id, present);
  assert.ok(found !== undefined);
  return found;
}

/** As an older version kept it. */
function withoutForm(request: RequestRecord): RequestRecord {
  const kept = Object.entries(request).filter(([name]) => name !== 'form');
  return Object.fromEntries(kept) as unknown as RequestRecord;
}

const written = (conversation: Conversation, turn: Turn, present = {}): string =>
  requestText(conversation, rebuilt(conversation, turn, present), texts);
const commentsOf = (text: string): string[] =>
  text.split('\n').flatMap((line) => /^ *\/\/ (.*)$/.exec(line)?.[1] ?? []);
const jsonOf = (text: string): unknown => JSON.parse(text.replace(/^ *\/\/.*$/gm, ''));
const lastSent = ({ server }: TestChat): string => server.requests.at(-1)!.bodyText;

describe('a request that is shown', () => {
  it('is the JSON that was sent, with what became of each message', () =>
    withChat('today', async (chat) => {
      chat.settings.systemPrompt = 'Be brief.';
      const session = chat.controller.create();
      const first = await ask(session, 'one');
      chat.server.script(statusStep(401, { message: 'no' }));
      const failed = await ask(session, 'two');
      const third = await ask(session, 'three');
      session.regenerate(third.id);
      await lastEnded(session);
      session.excludeTurn(first.id, true);
      const last = await ask(session, 'four');
      // What is changed afterwards changes nothing of what was sent.
      session.excludeTurn(first.id, false);
      session.excludeTurn(failed.id, true);
      const text = written(session.conversation, last);
      assert.equal(JSON.stringify(jsonOf(text)), lastSent(chat));
      const { traceId, usage } = last;
      assert.deepEqual(commentsOf(text), [
        'request 4',
        'proven',
        `POST ${chat.server.url}/chat/completions`,
        'Accept: text/event-stream',
        'Authorization: Bearer ***',
        'Content-Type: application/json',
        'sent false official',
        'complete',
        'response',
        `trace ${traceId!}`,
        `prompt ${String(usage!.prompt)}`,
        'beside 1 deleted 0',
        'system 1',
        'no turn 1 excluded',
        'question 2',
        'no answer 2 none',
        'question 3',
        'answer 3',
        ...(last.parts.some(({ kind }) => kind === 'reasoning')
          ? ['no thoughts 3 reasoningPolicy']
          : []),
        'question 4',
      ]);
      assert.doesNotMatch(text, /sk-test-key/);
    }));

  it('shows which repair left out what, and on whose demand', () =>
    withChat('compatible', async (chat) => {
      const session = chat.controller.create();
      chat.server.script(statusStep(401, { message: 'no' }));
      await ask(session, 'one');
      session.changeParameters({ jsonOutput: true });
      chat.server.script(statusStep(400, { message: 'm does not support Json Output.' }));
      const turn = await ask(session, 'two');
      const comments = commentsOf(written(session.conversation, turn));
      const reported = comments.filter((line) => /repaired|response_format|joined|json/.test(line));
      assert.deepEqual(
        reported,
        [
          `POST ${chat.server.url}/chat/completions`,
          'Content-Type: application/json',
          'repaired jsonUnsupported',
          'response_format is nothing: m does not support Json Output.',
          'question 2 joined json',
        ].filter((line) => /repaired|response_format|joined|json/.test(line)),
      );
      assert.match(lastSent(chat), /one\\n\\ntwo\\n\\nAnswer with one valid JSON object/);
    }));

  it('is proven for answers that went on, also in a copy and after a journey by file', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      await ask(session, 'one');
      chat.server.script([streamFixtures.finishLength, streamFixtures.finishLength]);
      const cut = await ask(session, 'two');
      assert.equal(session.continue(cut.id), undefined);
      const cutAgain = await lastEnded(session);
      assert.equal(session.continue(cutAgain.id), undefined);
      const whole = await lastEnded(session);
      const bytes = lastSent(chat);
      assert.match(bytes, /"prefix":true/);
      assert.match(written(session.conversation, whole), /begun 2/);
      const copy = copyBranch(session.conversation, { turnId: whole.id }, { id: 'copy', now: 1 });
      const file = JSON.stringify(toExportedChat(session.conversation, 1));
      const result = importChats(file, { nextId: () => 'imported', now: 1 });
      assert.ok(result.ok);
      for (const events of [copy, ...result.chats]) {
        const { proven, body } = rebuilt(reduceAll(emptyConversation, events), whole);
        assert.ok(proven);
        assert.equal(JSON.stringify(body), bytes);
      }
      assert.match(chat.server.requests.at(-1)!.path, /^\/beta\//);
      assert.match(written(session.conversation, whole), /\/beta\/chat\/completions/);
    }));

  it('shows the fields of extraBody, but neither a credential in them nor what a header holds', () =>
    withChat('today', async (chat) => {
      chat.settings.extraBody = { top_k: 3, nested: { api_key: 'hush-hush' } };
      chat.settings.extraHeaders = { 'X-Team': 'secret-team' };
      const session = chat.controller.create();
      const turn = await ask(session, 'one');
      const kept = JSON.stringify([...session.conversation.turns.values()]);
      assert.doesNotMatch(kept, /hush|secret-team/);
      const known = written(session.conversation, turn, chat.settings.extraBody);
      assert.deepEqual(commentsOf(known).slice(0, 3), ['request 1', 'proven', 'masked']);
      assert.match(known, /X-Team: \*\*\*/);
      assert.match(known, /"api_key": "\*\*\*"/);
      assert.doesNotMatch(known, /hush|secret-team/);
      const found = rebuilt(session.conversation, turn, chat.settings.extraBody);
      assert.equal(JSON.stringify(found.body), lastSent(chat));
      // Gone from the settings, it cannot be proven any more.
      assert.match(written(session.conversation, turn), /unproven: credential, fields/);
    }));

  it('leaves the rest of its path at home when the chat is exported', () =>
    withChat('today', async (chat) => {
      chat.settings.baseUrl = `${chat.server.url}/tenant-4711/v1`;
      const session = chat.controller.create();
      const turn = await ask(session, 'one');
      assert.match(written(session.conversation, turn), /\/tenant-4711\/v1\/chat\/completions/);
      const { events } = toExportedChat(session.conversation, 1);
      const [sent] = events.filter((event) => event.type === 'requestSent');
      assert.equal(sent?.request.form?.path, '/v1/chat/completions');
      assert.doesNotMatch(JSON.stringify(sent), /tenant-4711/);
    }));

  // Fault W6
  it('says where it differs from what was sent, and never pretends', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      await ask(session, 'one');
      const turn = await ask(session, 'two');
      const { conversation } = session;
      const [first] = conversation.turns.values();
      const forged = { ...first!, user: { text: 'uno', context: [] } };
      const changed = {
        ...conversation,
        turns: new Map(conversation.turns).set(forged.id, forged),
      };
      assert.match(written(changed, turn), /^\/\/ unproven: messages 1$/m);
      const older = withoutForm(turn.request!);
      const old = { ...turn, request: older };
      const before = { ...conversation, turns: new Map(conversation.turns).set(old.id, old) };
      assert.match(
        written(before, old),
        /^\/\/ proven$/m,
        'what older versions kept is enough here',
      );
      const other = { ...old, request: { ...older, bodySha256: '0' } };
      const after = { ...conversation, turns: new Map(conversation.turns).set(old.id, other) };
      assert.match(written(after, other), /unproven: older, fields/);
      const torn = { ...conversation, turns: new Map([[turn.id, turn]]) };
      assert.match(written(torn, turn), /unproven: missing, messages/);
    }));

  it('is nothing where nothing was sent', () =>
    withChat(
      'today',
      async (chat) => {
        chat.settings.baseUrl = 'https://key.missing.test';
        const session = chat.controller.create();
        const turn = await ask(session, 'one');
        assert.equal(turn.status, 'failed');
        assert.equal(rebuiltRequest(session.conversation, turn.id), undefined);
      },
      undefined,
      { keys: { read: () => Promise.resolve(undefined) } },
    ));

  it('is shortened where it is too long to be read, and whole in what is copied', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      const turn = await ask(session, 'x'.repeat(maxShownLength + 1));
      const text = written(session.conversation, turn);
      assert.ok(text.length < 10_000);
      assert.match(text, new RegExp(`… \\[${String(maxShownLength + 1 - 2_000)}\\]`));
      assert.equal(JSON.stringify(rebuilt(session.conversation, turn).shown), lastSent(chat));
    }));
});

/** Stands for `curl`, as far as the command uses it: refuses what it does not know. */
const curl = `
const [globoff, flag, name, url, ...rest] = process.argv.slice(2);
if (globoff !== '--globoff' || flag !== '--no-buffer' || name !== '--url') throw new Error(name);
const headers = {};
let body;
for (let at = 0; at < rest.length; at += 2) {
  const [name, value] = [rest[at], rest[at + 1]];
  if (name === '-H') headers[value.slice(0, value.indexOf(':'))] = value.slice(value.indexOf(':') + 2);
  else if (name === '--data-raw') body = value;
  else if (name === '--data-binary' && value === '@-') body = require('node:fs').readFileSync(0);
  else throw new Error(name);
}
fetch(url, { method: 'POST', headers, body }).then(async (answer) => console.log(await answer.text()));
`;

describe('a request as a command', () => {
  for (const [name, question] of [
    [
      'quotes and what a shell would expand',
      `it's "quoted" $HOME \`id\` \\ !! \n\r\t % %s @x 🐋 \u2028 '`,
    ],
    ['more than one argument may hold', `'$x'🐋`.repeat(30_000)],
  ] as const) {
    it(`sends the same bytes by a real shell: ${name}`, () =>
      withChat('today', (chat) =>
        withTemporaryFolder(async (folder) => {
          chat.server.answerWith(() => ({ content: 'Yes.' }));
          const session = chat.controller.create();
          chat.settings.extraHeaders = { 'X-Team': 'a' };
          const turn = await ask(session, question);
          const sent = chat.server.requests.at(-1)!;
          const { record, body } = rebuilt(session.conversation, turn);
          const command = curlCommand(record, JSON.stringify(body))!;
          assert.doesNotMatch(command, /sk-test-key/);
          const script = join(folder, 'command.sh');
          const stand = join(folder, 'curl.cjs');
          await writeFile(stand, curl);
          await writeFile(
            script,
            `curl() { '${process.execPath}' '${stand}' "$@"; }\n${command}\n`,
          );
          const env = { ...process.env, DEEPSEEK_API_KEY: 'sk-test-key' };
          const { stdout } = await promisify(execFile)('sh', [script], { env });
          assert.match(stdout, /data: \[DONE\]/);
          const again = chat.server.requests.at(-1)!;
          assert.notEqual(again, sent);
          assert.equal(again.bodyText, sent.bodyText);
          assert.equal(again.path, sent.path);
          for (const header of ['authorization', 'accept', 'content-type'] as const) {
            assert.equal(again.headers[header], sent.headers[header]);
          }
          assert.equal(again.headers['x-team'], 'VALUE');
        }),
      ));
  }

  it('asks for no key where none was sent', () =>
    withChat(
      'compatible',
      async (chat) => {
        const session = chat.controller.create();
        const turn = await ask(session, 'one');
        const { record } = rebuilt(session.conversation, turn);
        assert.doesNotMatch(curlCommand(record, '{}')!, /Authorization/);
        assert.doesNotMatch(written(session.conversation, turn), /Authorization/);
      },
      undefined,
      { keys: { read: () => Promise.resolve(undefined) } },
    ));
});
