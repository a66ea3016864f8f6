import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { contextLabel } from '../../../../src/conversation/context/contextLabel.ts';
import { isSamePiece, sizeOf } from '../../../../src/conversation/context/contextLimits.ts';
import type { ContextItem } from '../../../../src/conversation/model.ts';

const item: ContextItem = {
  id: 'a',
  kind: 'selection',
  path: 'src/a.ts',
  startLine: 3,
  endLine: 7,
  text: 'x',
};

describe('context items', () => {
  it('are labelled by path and lines, or by path if the lines are unknown', () => {
    assert.equal(contextLabel(item), 'src/a.ts:3-7');
    assert.equal(contextLabel({ path: 'a', startLine: 5 }), 'a:5-5');
    assert.equal(contextLabel({ path: 'a' }), 'a');
  });

  it('are measured in bytes of UTF-8', () => {
    for (const text of ['', 'abc', 'é', '日本', '😀', 'a\r\n']) {
      assert.equal(sizeOf(text), Buffer.byteLength(text), text);
    }
    assert.equal(sizeOf('\ud800'), 3);
  });

  it('are equal if path, lines and text are, whatever their ids', () => {
    assert.ok(isSamePiece(item, { ...item, id: 'b' }));
    assert.ok(!isSamePiece(item, { ...item, text: 'y' }));
    assert.ok(!isSamePiece(item, { ...item, path: 'src/b.ts' }));
    assert.ok(!isSamePiece(item, { ...item, startLine: 2 }));
    assert.ok(!isSamePiece(item, { ...item, endLine: 8 }));
  });
});
