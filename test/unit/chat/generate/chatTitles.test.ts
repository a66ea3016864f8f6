import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ChatSession } from '../../../../src/chat/session/chatSession.ts';
import { toTitle } from '../../../../src/chat/generate/modelTitle.ts';
import { ask, until, withChat } from '../testChat.ts';

/** Resolves when the model has named the chat. */
const named = (session: ChatSession): Promise<void> =>
  until(session, () => session.conversation.titledBy === 'model');

describe('a title by the model', () => {
  for (const generation of ['today', 'legacy'] as const) {
    it(`is asked for once, after the first answer, without thinking (${generation})`, () =>
      withChat(generation, async ({ controller, server, settings, bodies, ledger }) => {
        settings.titles = 'model';
        settings.thinking = 'on';
        server.script([
          { reasoning: 'Hm.', content: 'It drops the last event.' },
          { content: '## "Parser drops events".\nWell.' },
        ]);
        const session = controller.create();
        await ask(session, 'Why does my parser fail?');
        await named(session);
        assert.equal(session.conversation.title, 'Parser drops events');
        await ask(session, 'And now?');
        assert.equal(bodies().length, 3, 'two questions and one title');
        const body = bodies()[1]!;
        if (generation === 'today') assert.deepEqual(body['thinking'], { type: 'disabled' });
        else assert.equal(body['model'], 'deepseek-chat');
        const text = JSON.stringify(body['messages']);
        assert.match(text, /my parser fail.*drops the last event/);
        assert.deepEqual(
          ledger.map(({ kind }) => kind),
          ['chat', 'title', 'chat'],
        );
        assert.notEqual(ledger[1]!.usage, undefined);
      }));
  }

  it('is asked for on a compatible server in the plain shape', () =>
    withChat('today', async ({ controller, server, settings, bodies }) => {
      settings.titles = 'model';
      settings.profile = 'compatible';
      settings.model = 'deepseek-flash';
      server.script([{ content: 'Yes.' }, { content: 'A plain name' }]);
      const session = controller.create();
      await ask(session, 'one');
      await named(session);
      assert.equal(session.conversation.title, 'A plain name');
      assert.ok(!('thinking' in bodies()[1]!));
      assert.ok(!('max_tokens' in bodies()[1]!));
    }));

  it('comes with an answer only where that is asked for', () =>
    withChat('today', async ({ controller, server, settings }) => {
      const session = controller.create();
      server.script({ content: 'Yes.', title: 'Unasked' });
      await ask(session, 'one');
      assert.equal(session.conversation.title, 'one');
      assert.equal(session.conversation.titledBy, 'local');
      settings.titles = 'model';
      for (const [extraBody, expected] of [
        [{}, 'From the words'],
        [{ title: { enabled: false } }, 'From the words'],
        [{ title: { enabled: true } }, 'From the field'],
      ] as const) {
        settings.extraBody = extraBody;
        server.script([
          { content: 'Yes.', title: 'Of the answer' },
          { content: 'From the words', title: '"From the\nfield"' },
        ]);
        const other = controller.create();
        await ask(other, 'one');
        await named(other);
        assert.equal(other.conversation.title, expected);
      }
    }));

  it('is not asked for by default, for a failed answer, or over a person’s name', () =>
    withChat('today', async ({ controller, server, settings, bodies }) => {
      await ask(controller.create(), 'one');
      assert.equal(bodies().length, 1);
      settings.titles = 'model';
      server.script([{ error: { status: 401, message: 'no' } }]);
      await ask(controller.create(), 'two');
      const mine = controller.create();
      const third = ask(mine, 'three');
      mine.rename('Mine', 'person');
      await third;
      await ask(mine, 'four');
      assert.equal(bodies().length, 4);
      assert.equal(mine.conversation.title, 'Mine');
    }));

  it('is not missed: when it fails, the first question stays, and nothing is shown', async () => {
    const reported: string[] = [];
    const logger = { info() {}, warn: (line: string) => void reported.push(line), error() {} };
    await withChat(
      'today',
      async ({ controller, server, settings, bodies }) => {
        settings.titles = 'model';
        server.script([{ content: 'Yes.' }, { error: { status: 500, message: 'oops' } }]);
        const session = controller.create();
        await ask(session, 'one');
        while (reported.length === 0) await new Promise(setImmediate);
        assert.equal(session.conversation.title, 'one');
        assert.equal(bodies().length, 2, 'it is not asked again');
        assert.deepEqual(
          [...session.conversation.turns.values()].map(({ status }) => status),
          ['complete'],
        );
      },
      undefined,
      { logger },
    );
  });

  it('leaves nothing of quotes, markup and talk, and no more than sixty characters', () => {
    for (const [answer, title] of [
      ['"Fixing the parser."', 'Fixing the parser'],
      ['\n\n# **Title: Fix**\nmore', 'Fix'],
      ['《修复解析器》。', '修复解析器'],
      ['标题：修复', '修复'],
      ['`foo` and `bar`', 'foo and bar'],
      ['---\n', ''],
      ['😀'.repeat(70) + 'a', '😀'.repeat(60)],
      ['one\ttwo\u0000three', 'one two three'],
      ['Closures in C#', 'Closures in C#'],
      ['**F# and C# compared**', 'F# and C# compared'],
      ['Rename user_id to account_id', 'Rename user_id to account_id'],
      ['Why useState() runs twice', 'Why useState() runs twice'],
      ['useState()', 'useState()'],
      ['Reading Vec<u8>', 'Reading Vec<u8>'],
      ['<T> and Vec<u8>', '<T> and Vec<u8>'],
      ['`useState()` and `user_id`', 'useState() and user_id'],
      ['"C#"', 'C#'],
      ['int *p, *q', 'int *p, *q'],
      ['Use __init__ in Python', 'Use __init__ in Python'],
      ['## Title: *Fixing* `a[0]`.', 'Fixing a[0]'],
      ["Don't use 'eval'", "Don't use 'eval'"],
    ] as const) {
      assert.equal(toTitle(answer), title, JSON.stringify(answer));
    }
  });
});
