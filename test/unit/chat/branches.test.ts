import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { activeBranch } from '../../../src/conversation/activeBranch.ts';
import { copyBranch } from '../../../src/conversation/export/copyBranch.ts';
import type { ContextItem } from '../../../src/conversation/model.ts';
import { branchPlaces } from '../../../src/conversation/branches.ts';
import { ask, lastEnded, withChat } from './testChat.ts';

const words = (body: Record<string, unknown> | undefined) =>
  (body?.['messages'] as { content: string }[]).map(({ content }) => content);
const piece = (id: string): ContextItem => ({ id, kind: 'file', path: `${id}.ts`, text: id });

describe('the branches of a chat', () => {
  it('go on from the last turn that is shown when what followed it is hidden', () =>
    withChat('today', async ({ controller, server, bodies }) => {
      server.answerWith(() => ({ content: 'yes' }));
      const session = controller.create();
      await ask(session, 'one');
      const two = await ask(session, 'two');
      await ask(session, 'three');
      session.hideTurn(two.id, true);
      await ask(session, 'four');
      assert.deepEqual(words(bodies().at(-1)), ['one', 'yes', 'four']);
      session.hideTurn(two.id, false);
      await ask(session, 'five');
      assert.deepEqual(words(bodies().at(-1)), [
        'one',
        'yes',
        'two',
        'yes',
        'three',
        'yes',
        'five',
      ]);
    }));

  it('show a sibling where a hidden turn was, and the hidden one when it is back', () =>
    withChat('today', async ({ controller, server }) => {
      server.answerWith(() => ({ content: 'yes' }));
      const session = controller.create();
      const first = await ask(session, 'one');
      session.edit(first.id, 'uno');
      const second = await lastEnded(session);
      const shown = () => activeBranch(session.conversation).map(({ user }) => user.text);
      session.hideTurn(second.id, true);
      assert.deepEqual(shown(), ['one']);
      session.hideTurn(second.id, false);
      assert.deepEqual(shown(), ['uno']);
    }));

  it('answer with choices of one turn alone, which the same again keeps', () =>
    withChat('today', async ({ controller, bodies }) => {
      const session = controller.create();
      const first = await ask(session, 'one');
      session.regenerate(first.id, { thinking: 'off', model: 'deepseek-v4-pro' });
      const second = await lastEnded(session);
      session.regenerate(second.id);
      const third = await lastEnded(session);
      session.regenerate(third.id, {});
      await lastEnded(session);
      await ask(session, 'two');
      assert.deepEqual(
        bodies().map((body) => [body['model'], (body['thinking'] as { type: string }).type]),
        [
          ['deepseek-flash', 'enabled'],
          ['deepseek-v4-pro', 'disabled'],
          ['deepseek-v4-pro', 'disabled'],
          ['deepseek-flash', 'enabled'],
          ['deepseek-flash', 'enabled'],
        ],
      );
    }));

  // Fault A13
  it('leave out what was excluded, also when it is asked again, and refuse what has nothing left', () =>
    withChat('today', async ({ controller, server, bodies }) => {
      server.answerWith(() => ({ content: 'yes' }));
      const session = controller.create();
      assert.equal(session.send('', [piece('a')]), undefined);
      const turn = await lastEnded(session);
      session.excludeContext(turn.id, 'a', true);
      assert.equal(session.regenerate(turn.id), 'empty');
      session.edit(turn.id, 'with words');
      const edited = await lastEnded(session);
      assert.deepEqual(words(bodies().at(-1)), ['with words']);
      session.excludeContext(edited.id, 'a', false);
      session.excludeTurn(turn.id, true);
      await ask(session, 'next');
      assert.match(words(bodies().at(-1))[0]!, /^a\.ts/);
    }));

  // Fault A13
  it('tell the same from the disk: choices, exclusions and where each branch was left', () =>
    withChat('today', async ({ controller, store }) => {
      const session = controller.create();
      const first = await ask(session, 'one');
      await ask(session, 'two');
      session.regenerate(first.id, { thinking: 'off' });
      await lastEnded(session);
      session.excludeTurn(first.id, true);
      await store.close();
      const stored = (await store.read(session.conversation.id))!.conversation;
      assert.deepEqual(stored, session.conversation);
      const places = branchPlaces(stored, activeBranch(stored));
      const [place] = Object.values(places);
      assert.equal(place?.previous?.turnId, first.id);
      assert.notEqual(place?.previous?.leaf, first.id);
    }));

  it('go on in a copy with the same bytes first, so that the cache is hit, the original untouched', () =>
    withChat('today', async ({ controller, bodies, store }) => {
      const session = controller.create();
      await ask(session, 'one');
      const two = await ask(session, 'two');
      await ask(session, 'three');
      const before = session.conversation;
      const copy = await controller.createFrom(
        copyBranch(before, { turnId: two.id }, { id: 'copy', now: 5 }),
      );
      const turn = await ask(copy, 'elsewhere');
      assert.deepEqual(words(bodies().at(-1)).slice(0, 4), words(bodies()[2]).slice(0, 4));
      assert.ok((turn.usage?.cached ?? 0) > 0);
      assert.equal(session.conversation, before);
      await store.close();
      assert.deepEqual((await store.read('copy'))?.conversation, copy.conversation);
    }));
});
