import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { maxItems } from '../../../../src/conversation/context/contextLimits.ts';
import { activeBranch } from '../../../../src/conversation/activeBranch.ts';
import type { ContextItem } from '../../../../src/conversation/model.ts';
import { Drafts } from '../../../../src/ui/composer/drafts.ts';
import type { IntentPage } from '../../../../src/ui/panel/intents/intentHandlers.ts';
import { editMessage } from '../../../../src/ui/composer/sendMessage.ts';
import { takeBackMessage } from '../../../../src/ui/composer/takeBackMessage.ts';
import { lastEnded, withChat } from '../../chat/testChat.ts';
import { createMemory } from '../memory.ts';

const piece = (id: string): ContextItem => ({ id, kind: 'file', path: `${id}.ts`, text: id });

async function emptyDrafts(): Promise<Drafts> {
  const drafts = new Drafts(createMemory());
  await drafts.load();
  return drafts;
}

describe('a message that is taken back', () => {
  it('leaves the chat and gives its pieces back, beside those that are attached already', () =>
    withChat('today', async ({ controller }) => {
      const drafts = await emptyDrafts();
      const session = controller.create();
      const { id } = session.conversation;
      session.send('declined', [piece('a'), piece('b')]);
      const turn = await lastEnded(session);
      drafts.attach(id, [piece('b'), piece('c')]);
      takeBackMessage(session, turn.id, drafts);
      assert.deepEqual(activeBranch(session.conversation), []);
      assert.deepEqual(
        drafts.of(id).context.map(({ path }) => path),
        ['b.ts', 'c.ts', 'a.ts'],
      );
    }));

  it('gives back as many pieces as fit', () =>
    withChat('today', async ({ controller }) => {
      const drafts = await emptyDrafts();
      const session = controller.create();
      const { id } = session.conversation;
      session.send('declined', [piece('a'), piece('b')]);
      const turn = await lastEnded(session);
      const others = Array.from({ length: maxItems - 1 }, (_, nth) => piece(`p${String(nth)}`));
      drafts.attach(id, others);
      takeBackMessage(session, turn.id, drafts);
      assert.equal(drafts.of(id).context.length, maxItems);
    }));
});

describe('an intent about a message', () => {
  it('gives the words of an edit that came too late back to the composer, before what is there', () =>
    withChat('today', async ({ controller }) => {
      const drafts = await emptyDrafts();
      const session = controller.create();
      session.send('first');
      const turn = await lastEnded(session);
      session.send('second');
      drafts.setText(session.conversation.id, 'half a thought', 'host');
      editMessage(turn.id, 'first, changed', { session } as IntentPage, drafts);
      assert.equal(drafts.of(session.conversation.id).text, 'first, changed\n\nhalf a thought');
      await lastEnded(session);
      assert.equal(activeBranch(session.conversation).length, 2);
    }));
});
