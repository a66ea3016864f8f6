import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  requestScheme,
  shownRequest,
  toRequestQuery,
} from '../../../../src/ui/request/shownRequest.ts';

const at = (query: string, scheme = requestScheme) => shownRequest({ scheme, query });

describe('the URI of a request', () => {
  it('names the chat and the turn that it was made for', () => {
    const request = { chat: 'c-1', turnId: 't-1' };
    assert.deepEqual(at(toRequestQuery(request)), request);
    assert.equal(at(toRequestQuery(request), 'file'), undefined);
  });

  const foreign: readonly (readonly [name: string, query: string])[] = [
    ['no JSON', 'notjson'],
    ['nothing', ''],
    ['half an escape', '%'],
    ['half JSON', '{"chat":"c","turnId"'],
    ['a value of another kind', 'null'],
    ['a list', '["c","t"]'],
    ['a text', '"c"'],
    ['no turn', '{"chat":"c"}'],
    ['a turn that is no text', '{"chat":"c","turnId":{"toString":1}}'],
    ['a chat that is a path', '{"chat":"../../c","turnId":"t"}'],
    ['a chat that is a number', '{"chat":1,"turnId":"t"}'],
    ['nesting without an end', '['.repeat(900)],
    ['a megabyte', JSON.stringify({ chat: 'c', turnId: 't'.repeat(1_000_000) })],
  ];
  for (const [name, query] of foreign) {
    // Fault V13
    it(`with ${name} names none, and does not throw`, () => {
      assert.equal(at(query), undefined);
    });
  }
});
