import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { activeBranch } from '../../../src/conversation/activeBranch.ts';
import type { Conversation } from '../../../src/conversation/model.ts';
import { reduce, reduceAll } from '../../../src/conversation/events/reduce.ts';
import { branchPlaces } from '../../../src/conversation/branches.ts';
import { anyTree, treeOf } from './tree.ts';

const places = (chat: Conversation) => branchPlaces(chat, activeBranch(chat));
const goTo = (chat: Conversation, leaf: string) => reduce(chat, { type: 'branchSelected', leaf });

describe('siblings', () => {
  it('are returned for turns that have any, with the leaf for each neighbor', () => {
    const chat = treeOf('a', 'b<a', 'c<b', 'b2<a', 'b3<a');
    assert.deepEqual(places(goTo(chat, 'b2')), {
      b2: {
        position: 2,
        count: 3,
        previous: { turnId: 'b', leaf: 'c' },
        next: { turnId: 'b3', leaf: 'b3' },
      },
    });
    assert.deepEqual(places(treeOf('a', 'b<a')), {});
  });

  it('lead to the last active leaf below them, else to the newest', () => {
    const chat = treeOf('a', 'b<a', 'c<b', 'c2<b', 'b2<a');
    assert.equal(places(chat)['b2']?.previous?.leaf, 'c2');
    const back = reduceAll(chat, [
      { type: 'branchSelected', leaf: 'c' },
      { type: 'branchSelected', leaf: 'b2' },
    ]);
    assert.equal(places(back)['b2']?.previous?.leaf, 'c');
    const never = { ...chat, leftLeaves: [] };
    assert.equal(places(never)['b2']?.previous?.leaf, 'c2');
  });

  it('exclude hidden turns', () => {
    const chat = treeOf('a', 'b<a', 'b2<a', 'b3<a');
    const hidden = reduce(chat, { type: 'turnHidden', turnId: 'b2', hidden: true });
    assert.deepEqual(places(hidden), {
      b3: { position: 2, count: 2, previous: { turnId: 'b', leaf: 'b' } },
    });
  });

  it('can all be reached by next, and back by previous', () => {
    fc.assert(
      fc.property(anyTree, (chat) => {
        for (const [id, place] of Object.entries(places(chat))) {
          let at = chat;
          const seen = [id];
          for (let next = place.next; next !== undefined;) {
            at = goTo(at, next.leaf);
            seen.push(next.turnId);
            const there = places(at)[next.turnId];
            assert.equal(there?.position, place.position + seen.length - 1);
            assert.equal(there.previous?.turnId, seen.at(-2));
            next = there.next;
          }
          assert.equal(place.position + seen.length - 1, place.count);
        }
      }),
    );
  });

  it('terminate on a cycle in a damaged log', () => {
    const loop = treeOf('a<b', 'b<a', 'c', 'd');
    assert.deepEqual(Object.keys(branchPlaces(loop, [...loop.turns.values()])), ['c', 'd']);
  });
});
