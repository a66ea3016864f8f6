import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { countTokens, renderPrompt } from '../../fakes/tokens.ts';
import type { Generation, RequestBody } from '../../fakes/types.ts';
import { cacheTurns, playCacheChat } from './cacheChat.ts';
import { withChat } from './testChat.ts';

/** Tokens of everything in a request that comes before its question: what a server can have from before. */
function tokensBefore(bodyText: string): number {
  const body = JSON.parse(bodyText) as RequestBody;
  return countTokens(renderPrompt({ ...body, messages: body.messages.slice(0, -1) }));
}

/** A body up to where its messages end. */
const beginning = (bodyText: string) => bodyText.slice(0, -']}'.length);

describe('the cache in a chat of thirty turns with pieces, edits and a branch', () => {
  for (const generation of ['today', 'legacy', 'compatible'] satisfies Generation[]) {
    it(`is hit by every turn as far as it can be (${generation})`, () =>
      withChat(generation, async ({ controller, settings, server }) => {
        settings.systemPrompt = 'Answer briefly, and say what you do not know. '.repeat(5);
        const played = await playCacheChat(controller.create(), server);
        assert.equal(played.length, cacheTurns);
        const branches = new Set(played.map(({ turn }) => turn.parentId));
        assert.ok(branches.size < cacheTurns - 2, 'there are no branches');
        for (const [index, { turn, bodyText }] of played.entries()) {
          const { prompt = 0, cached = 0 } = turn.usage ?? {};
          assert.equal(prompt, countTokens(renderPrompt(JSON.parse(bodyText) as RequestBody)));
          if (index === 0) continue;
          const before = tokensBefore(bodyText);
          // Blocks of 64 tokens until V3.2, whole stored units since (contract 14).
          const could = generation === 'today' ? before : before - (before % 64);
          assert.ok(cached >= could, `turn ${index}: ${cached} of ${could}`);
        }
        // Byte for byte, each request begins with the one before it on its branch.
        const byId = new Map(played.map((cachedTurn) => [cachedTurn.turn.id, cachedTurn]));
        for (const { turn, bodyText } of played) {
          const parent = turn.parentId === null ? undefined : byId.get(turn.parentId);
          if (parent === undefined) continue;
          assert.ok(bodyText.startsWith(beginning(parent.bodyText)), turn.user.text);
        }
      }));
  }
});
