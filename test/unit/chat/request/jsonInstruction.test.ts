import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { jsonInstruction } from '../../../../src/chat/request/jsonInstruction.ts';
import { refusalStep } from '../../../fakes/answers/errorFixtures.ts';
import { assertAccepted, messagesOf } from '../../faults/faultChat.ts';
import { ask, withChat, type TestChat } from '../testChat.ts';

const asked = ({ bodies }: TestChat, at: number) =>
  messagesOf(bodies()[at])
    .filter((message) => message.role === 'user')
    .map((message) => message.content);

describe('asking for JSON', () => {
  it('adds the words to the question that asks, which keeps them, and changes nothing before it', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      await ask(session, 'one');
      session.changeParameters({ jsonOutput: true });
      await ask(session, 'two');
      session.changeParameters({ jsonOutput: false });
      await ask(session, 'three');
      const two = `two\n\n${jsonInstruction}`;
      assert.deepEqual(
        [0, 1, 2].map((at) => asked(chat, at)),
        [['one'], ['one', two], ['one', two, 'three']],
      );
      assert.deepEqual(
        chat.bodies().map((body) => body['response_format']),
        [undefined, { type: 'json_object' }, undefined],
      );
      const texts = chat.bodies().map((body) => JSON.stringify(body['messages']));
      for (const at of [0, 1]) {
        assert.equal(texts[at + 1]!.startsWith(texts[at]!.slice(0, -1)), true, `request ${at}`);
      }
      assertAccepted(chat);
    }));

  it('adds nothing where the question or the system text says the word', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      session.changeParameters({ jsonOutput: true });
      await ask(session, 'Give me Json of it');
      assert.deepEqual(asked(chat, 0), ['Give me Json of it']);
      chat.settings.systemPrompt = 'You speak JSON.';
      const other = chat.controller.create();
      other.changeParameters({ jsonOutput: true });
      await ask(other, 'one');
      assert.deepEqual(asked(chat, 1), ['one']);
      assertAccepted(chat);
    }));

  it('keeps the words after the chat was read from the disk', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      session.changeParameters({ jsonOutput: true });
      await ask(session, 'one');
      await chat.controller.closeAll();
      const again = await chat.controller.open(session.conversation.id);
      again!.changeParameters({ jsonOutput: false });
      await ask(again!, 'two');
      assert.deepEqual(asked(chat, 1), [`one\n\n${jsonInstruction}`, 'two']);
    }));

  it('adds the words once more, and from then on, where the server misses them', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      session.changeParameters({ jsonOutput: true });
      chat.server.script(refusalStep('jsonWord'));
      const turn = await ask(session, 'json please');
      assert.equal(turn.status, 'complete');
      assert.deepEqual(turn.request?.repairs, ['jsonWord']);
      assert.deepEqual(
        [asked(chat, 0), asked(chat, 1)],
        [['json please'], [`json please\n\n${jsonInstruction}`]],
      );
      await ask(session, 'json again');
      assert.equal(asked(chat, 2).at(-1), `json again\n\n${jsonInstruction}`);
      chat.server.script([refusalStep('jsonWord'), refusalStep('jsonWord')]);
      const before = chat.bodies().length;
      assert.equal((await ask(session, 'a third json')).status, 'failed');
      assert.equal(chat.bodies().length, before + 1, 'there is nothing more to add');
    }));

  it('sends no words to a model that has no JSON output', () =>
    withChat('legacy', async (chat) => {
      chat.settings.thinking = 'on';
      const session = chat.controller.create();
      session.changeParameters({ jsonOutput: true });
      await ask(session, 'one');
      assert.deepEqual(asked(chat, 0), ['one']);
      assertAccepted(chat);
    }));
});
