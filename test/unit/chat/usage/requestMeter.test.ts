/** What requests took where the server does not say: estimated and marked, or nothing where they were refused. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textOf } from '../../../../src/conversation/activeBranch.ts';
import type { Usage } from '../../../../src/conversation/usage.ts';
import { fixtures } from '../../../fakes/answers/fixtures.ts';
import { ask, lastEnded, until, withChat } from '../testChat.ts';

describe('what a request took', () => {
  it('is estimated for an answer that was stopped, from what was counted before', () =>
    withChat('today', async ({ controller, server, ledger }) => {
      const session = controller.create();
      const first = await ask(session, 'one');
      const never = new Promise<void>(() => {});
      server.script({
        content: 'abcdefghij',
        chunkSize: 1,
        hold: { afterChunks: 5, until: never },
      });
      session.send('two');
      await until(session, () => textOf(session.conversation.openTurn!, 'content') !== '');
      session.stop();
      const stopped = await lastEnded(session);
      assert.equal(stopped.status, 'stopped');
      const { usage } = stopped;
      assert.equal(usage?.estimated, true);
      assert.ok(usage.prompt > first.usage!.prompt, 'it begins with what was counted');
      assert.equal(usage.cached, first.usage!.prompt - (first.usage!.prompt % 64));
      assert.ok(usage.completion > 0);
      assert.deepEqual(ledger.at(-1)!.usage, usage, 'the ledger has the same');
    }));

  it('is estimated if a server reports no usage', () =>
    withChat('today', async ({ controller, server, ledger }) => {
      server.script(fixtures.noUsage);
      const turn = await ask(controller.create(), 'one');
      assert.equal(turn.status, 'complete');
      assert.equal(turn.usage?.estimated, true);
      assert.equal((ledger[0]!.usage as Usage).estimated, true);
    }));

  it('is nothing where the request was refused, and not unknown', () =>
    withChat('today', async ({ controller, server, ledger }) => {
      server.script({ error: { status: 402, message: 'Insufficient Balance' } });
      const turn = await ask(controller.create(), 'one');
      assert.equal(turn.error?.kind, 'balance');
      assert.equal(turn.usage, undefined);
      assert.deepEqual(ledger[0]!.usage, { prompt: 0, cached: 0, uncached: 0, completion: 0 });
    }));

  it('includes how fast the text came', () =>
    withChat('today', async ({ controller }) => {
      const { timing } = await ask(controller.create(), 'one');
      assert.ok(timing !== undefined && timing.firstTextMs >= 0 && timing.textMs >= 0);
    }));
});

describe('a turn at the gate', () => {
  it('says what it waits for, goes on when that is over, and leaves when it is stopped', () =>
    withChat('today', async ({ controller, server, settings, bodies }) => {
      settings.requestLimit = { concurrent: 1, perMinute: 1_000 };
      let open: () => void = () => undefined;
      const opened = new Promise<void>((resolve) => (open = resolve));
      server.script({
        content: 'abcdefghij',
        chunkSize: 1,
        hold: { afterChunks: 5, until: opened },
      });
      const first = controller.create();
      const second = controller.create();
      const third = controller.create();
      first.send('one');
      await until(first, () => first.activity?.kind === 'streaming');
      second.send('two');
      third.send('three');
      await until(second, () => second.activity?.kind === 'waiting');
      assert.deepEqual(second.activity, { kind: 'waiting', running: 1 });
      await until(third, () => third.activity?.kind === 'waiting');
      third.stop();
      assert.equal((await lastEnded(third)).status, 'stopped');
      open();
      assert.equal((await lastEnded(second)).status, 'complete');
      assert.equal(bodies().length, 2, 'the one that was stopped was never sent');
    }));
});
