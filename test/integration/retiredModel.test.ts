import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ChatSession } from '../../src/chat/session/chatSession.ts';
import type { ConversationSettings } from '../../src/conversation/model.ts';
import { Notices } from '../../src/ui/notices/notices.ts';
import { RetiredModel, type ChosenModel } from '../../src/ui/models/retiredModel.ts';

const chat = { from: 'deepseek-chat', to: 'deepseek-flash', thinking: 'off' } as const;
const reasoner = { from: 'deepseek-reasoner', to: 'deepseek-flash', thinking: 'on' } as const;

/** The notice with a memory, settings and a conversation of its own. */
function setUp(chosen: ChosenModel, own: ConversationSettings = {}) {
  const notices = new Notices();
  const kept = new Map<string, unknown>();
  const memory = {
    get: (key: string) => kept.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  };
  const updates: [string, string][] = [];
  const make = () =>
    new RetiredModel(
      notices,
      memory,
      () => chosen,
      (key, value) => Promise.resolve(void updates.push([key, value])),
    );
  const changes: ConversationSettings[] = [];
  const session = {
    conversation: { settings: own },
    changeSettings: (settings: ConversationSettings) => void changes.push(settings),
  } as unknown as ChatSession;
  return { notices, make, updates, changes, session };
}

describe('a retired model', () => {
  it('is reported once for each id, even after a restart of VS Code', () => {
    const { notices, make } = setUp({ model: 'deepseek-chat', thinking: 'auto' });
    const first = make();
    first.show(chat);
    assert.deepEqual(
      notices.all.map(({ text, action }) => [text, action]),
      [['deepseek-chat is now served as deepseek-flash with thinking off.', 'updateModelSetting']],
    );
    notices.clear(notices.all[0]!.id);
    first.show(chat);
    make().show(chat);
    assert.equal(notices.all.length, 0);
    make().show(reasoner);
    assert.match(notices.all[0]!.text, /deepseek-reasoner .* thinking on/);
  });

  it('is replaced in the settings together with the thinking that it stood for', async () => {
    const { notices, make, updates, changes, session } = setUp({
      model: 'deepseek-chat',
      thinking: 'auto',
    });
    const retired = make();
    retired.show(chat);
    await retired.accept(session);
    assert.deepEqual(updates, [
      ['thinking', 'off'],
      ['model', 'deepseek-flash'],
    ]);
    assert.deepEqual([changes, notices.all], [[], []]);
  });

  it('is replaced where it was chosen, and a choice about thinking stays', async () => {
    const inChat = setUp({ model: 'auto', thinking: 'auto' }, { model: 'deepseek-reasoner' });
    const retired = inChat.make();
    retired.show(reasoner);
    await retired.accept(inChat.session);
    assert.deepEqual(inChat.changes, [{ model: 'deepseek-flash', thinking: 'on' }]);
    assert.deepEqual(inChat.updates, []);
    const decided = setUp({ model: 'deepseek-reasoner', thinking: 'off' });
    const other = decided.make();
    other.show({ ...reasoner, thinking: 'off' });
    await other.accept(decided.session);
    assert.deepEqual(decided.updates, [['model', 'deepseek-flash']]);
  });
});
