/** What is kept of requests: little for each, and yet the hash of every message. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'mocha';
import { activeBranch, findTurn } from '../../../../src/conversation/activeBranch.ts';
import { allMessageHashes } from '../../../../src/conversation/messageHashes.ts';
import type { RequestRecord } from '../../../../src/conversation/model.ts';
import { ask, lastEnded, withChat } from '../testChat.ts';

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

describe('the record of a request', () => {
  it('has the hash of every message, and the text of new ones only', () =>
    withChat('today', async ({ controller, bodies }) => {
      const session = controller.create();
      for (let count = 0; count < 6; count += 1) await ask(session, `question ${String(count)}`);
      const second = activeBranch(session.conversation)[1]!;
      session.edit(second.id, 'asked otherwise');
      await lastEnded(session);
      await ask(session, 'and on');
      session.regenerate(activeBranch(session.conversation)[0]!.id);
      await lastEnded(session);
      const turns = [...session.conversation.turns.values()];
      assert.equal(turns.length, 9);
      for (const [index, { request }] of turns.entries()) {
        const sent = bodies()[index]!['messages'] as unknown[];
        const found = allMessageHashes(request!, (id) => findTurn(session.conversation, id));
        assert.deepEqual(found, sent.map(sha256));
        assert.ok(request!.messageHashes.length <= 2, 'the answer before and the question');
      }
    }));

  it('is not guessed where a turn that it begins with is gone', () => {
    const hashes = { messageHashes: ['c'], after: { turnId: 'gone', messages: 2 } };
    const request = hashes as unknown as RequestRecord;
    assert.equal(
      allMessageHashes(request, () => undefined),
      undefined,
    );
  });

  it('ends where records name each other', () => {
    const item = { messageHashes: ['c'], after: { turnId: 'one', messages: 1 } };
    const turn = { id: 'one', request: item } as never;
    assert.equal(
      allMessageHashes(item as unknown as RequestRecord, () => turn),
      undefined,
    );
  });
});
