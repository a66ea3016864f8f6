import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { checkCompletion } from '../../fakes/checks/checkCompletion.ts';
import type { Generation } from '../../fakes/types.ts';
import { rebuiltRequest } from '../../../src/chat/sent/rebuiltRequest.ts';
import { usesJsonInstruction } from '../../../src/chat/request/requestMessages.ts';
import { toRequestRecord } from '../../../src/chat/request/requestRecord.ts';
import { reduce } from '../../../src/conversation/events/reduce.ts';
import { goldenBytes, goldenFolder, goldenRequest, goldenRequests } from './goldenRequests.ts';

const generations: Readonly<Record<string, Generation>> = {
  official: 'today',
  legacy: 'legacy',
  compatible: 'compatible',
};

/** Fields that the user alone answers for, by `extraBody` or `modelLimits`; the strict server does not know them. */
const deliberate: ReadonlySet<string> = new Set(['official-extra-body', 'compatible-with-limits']);

describe('the bytes of requests', () => {
  for (const [name, golden] of Object.entries(goldenRequests)) {
    it(`are those that are kept: ${name}`, () => {
      const kept = readFileSync(join(goldenFolder, `${name}.json`), 'utf8');
      assert.equal(goldenBytes(golden), kept);
    });

    it(`are made again from what is kept of the request: ${name}`, () => {
      const { conversation, branch, body, plan, altered, repairs } = goldenRequest(golden);
      const turnId = branch.at(-1)!.id;
      const origin = 'https://api.deepseek.com';
      const request = toRequestRecord({
        body,
        branch,
        at: 0,
        prepared: {
          plan,
          altered,
          repairs,
          origin,
          profile: golden.profile,
          target: { baseUrl: origin },
        },
        jsonInstruction: usesJsonInstruction(conversation.systemPrompt, branch, plan),
      });
      const sent = reduce(conversation, { type: 'requestSent', turnId, request });
      const rebuilt = rebuiltRequest(sent, turnId);
      assert.equal(rebuilt?.proven, true);
      assert.equal(JSON.stringify(rebuilt.body), goldenBytes(golden));
    });

    it(`are taken by the strict server: ${name}`, () => {
      const generation = generations[golden.profile]!;
      const strictFields = !deliberate.has(name);
      const body: unknown = JSON.parse(goldenBytes(golden));
      const options = { generation, beta: false, strictFields };
      assert.doesNotThrow(() => checkCompletion('chat', body as never, options));
    });
  }

  it('are kept for nothing else, and for twenty conversations at least', () => {
    const kept = readdirSync(goldenFolder).sort();
    assert.deepEqual(
      kept,
      Object.keys(goldenRequests)
        .map((name) => `${name}.json`)
        .sort(),
    );
    assert.ok(kept.length >= 20);
  });
});
